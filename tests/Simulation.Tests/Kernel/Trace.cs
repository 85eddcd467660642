using System.Globalization;

namespace Simulation.Tests.Kernel;

/// <summary>Everything that happened, as a digest, and the last of it as text.</summary>
internal sealed class Trace(Schedule schedule)
{
    private const int Kept = 40;

    private readonly Queue<string> _last = [];

    /// <summary>The same for two runs if and only if the same happened in them (FNV-1a over the lines).</summary>
    public ulong Digest { get; private set; } = 14695981039346656037;

    public int Count { get; private set; }

    public IReadOnlyCollection<string> Last => _last;

    /// <summary>Where every line goes besides; <c>null</c> for nowhere.</summary>
    public TextWriter? Listener { get; set; }

    public void Add(string line)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{schedule.Now:hh\\:mm\\:ss\\.fff} {line}");
        foreach (var character in text)
        {
            Digest = (Digest ^ character) * 1099511628211;
        }

        Count++;
        _last.Enqueue(text);
        if (_last.Count > Kept)
        {
            _last.Dequeue();
        }

        Listener?.WriteLine(text);
    }
}
