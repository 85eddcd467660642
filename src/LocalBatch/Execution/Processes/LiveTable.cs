using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LocalBatch.Execution.Processes;

/// <summary>
/// The file that says which attempts run, so that their processes can be ended when this program is killed: read by
/// the watchdog, and by the next life. Fixed lines <c>pid start folder job</c>: a change is one write, no rename, no sync.
/// A line <c>? ? folder job</c> is an attempt about to start, <c>- - - -</c> is free. What a job of the same user has
/// written there instead kills nobody: a line counts only where it can be ours.
/// </summary>
internal sealed class LiveTable : IDisposable
{
    public const string FileName = "live";

    private const int LineLength = 128;
    private const int TaskIdLength = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly SafeFileHandle _file;
    private readonly Stack<int> _free = [];
    private readonly byte[] _line = new byte[LineLength];
    private int _count;

    /// <exception cref="IOException">Another executor works in <paramref name="root"/>.</exception>
    public LiveTable(string root)
    {
        Path = System.IO.Path.Combine(root, FileName);
        try
        {
            _file = File.OpenHandle(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(_file, OwnerOnly);
            }
        }
        catch (IOException busy)
        {
            throw new IOException($"The folder {root} is in use by another executor, or not writable: {busy.Message}", busy);
        }
    }

    /// <summary>One attempt of the file. <paramref name="Pid"/> is 0 where it was about to start.</summary>
    /// <param name="Start">Of the process, so that a pid which is another process by now is told apart.</param>
    /// <param name="Folder">Name of its working folder.</param>
    /// <param name="JobId">Empty where it is too long to be kept.</param>
    public readonly record struct Entry(int Pid, long Start, string Folder, string JobId);

    public string Path { get; }

    /// <summary>What a previous life left, read before <see cref="Clear"/>.</summary>
    public IReadOnlyList<Entry> Read()
    {
        var bytes = new byte[RandomAccess.GetLength(_file)];
        var length = RandomAccess.Read(_file, bytes, 0);

        return [.. Encoding.UTF8.GetString(bytes, 0, length).Split('\n').Select(Parse).OfType<Entry>()];
    }

    public void Clear()
    {
        RandomAccess.SetLength(_file, 0);
        _free.Clear();
        _count = 0;
    }

    /// <summary>Before the program is started: from here on the attempt can be found.</summary>
    /// <exception cref="IOException">The disk is full; nothing is reserved.</exception>
    public int Reserve(string folder, string jobId)
    {
        var slot = _free.TryPeek(out var used) ? used : _count;
        Write(slot, $"? ? {folder} {jobId}");
        if (!_free.TryPop(out _))
        {
            _count++;
        }

        return slot;
    }

    /// <summary>The program runs. Where the disk is full the line stays as it was reserved, which finds the attempt too.</summary>
    public void Set(int slot, int pid, long start, string folder, string jobId) =>
        Overwrite(slot, string.Create(CultureInfo.InvariantCulture, $"{pid} {start} {folder} {jobId}"));

    /// <summary>The attempt is over. Where the disk is full the line names a process that is no more, which harms nobody.</summary>
    public void Release(int slot)
    {
        Overwrite(slot, "- - - -");
        _free.Push(slot);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Whether the text has the form of a task id.</summary>
    public static bool IsTaskId(string text) => text.Length == TaskIdLength && text.All(char.IsAsciiHexDigitLower);

    private static Entry? Parse(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["?", "?", var task, .. var job] when IsTaskId(task) => new(0, 0, task, JobId(job)),
        [var pid, var start, var task, .. var job]
            when IsTaskId(task)
            && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 1
            && long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var at) => new(id, at, task, JobId(job)),
        _ => null,
    };

    private static string JobId(string[] rest) =>
        rest is [var job] && job.All(letter => char.IsAsciiHexDigitLower(letter) || letter is '-' or ':' or '#') ? job : "";

    private void Overwrite(int slot, string text)
    {
        try
        {
            Write(slot, text);
        }
        catch (IOException)
        {
            // Said at the callers: the line as it was does as well.
            return;
        }
    }

    private void Write(int slot, string text)
    {
        _line.AsSpan().Fill((byte)' ');
        Encoding.ASCII.GetBytes(text.AsSpan(0, Math.Min(text.Length, LineLength - 1)), _line);
        _line[^1] = (byte)'\n';
        RandomAccess.Write(_file, _line, (long)slot * LineLength);
    }
}
