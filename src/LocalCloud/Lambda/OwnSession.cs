namespace LocalCloud.Lambda;

/// <summary>
/// Starts functions in sessions of their own, by the program <c>setsid</c>, which becomes the function's: what a function leaves
/// running is known for its own by that, however its parents end, and no function has the operator's terminal.
/// </summary>
// Differs: where there is no setsid (macOS), they stay in the stack's session.
internal static class OwnSession
{
    private const int HeadLength = 256;

    private static readonly string? Program = Array.Find(["/usr/bin/setsid", "/bin/setsid"], File.Exists);

    // Bytes that say for which machines a program is: all but the version of the format, and what is beside the machine (elf(5)).
    private static readonly Range[] ElfMachine = [0..6, 18..20];

    /// <summary>The words that start a program in a session of its own; the same as they are where the program cannot be run at all.</summary>
    /// <param name="words">Program, with its whole path, and arguments.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> words) => Program is { } program && IsRunnable(words[0]) ? [program, .. words] : words;

    /// <summary>
    /// Whether the system runs it: setsid hands what it does not run to a shell, as if it were a script, and tells nobody why it
    /// does not; so that is left to the start without it.
    /// </summary>
    private static bool IsRunnable(string file)
    {
        try
        {
            const UnixFileMode executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & executable) == 0)
            {
                return false;
            }

            var head = HeadOf(file);

            return head.StartsWith("#!"u8) ? IsScript(head) : IsForThisMachine(head);
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsScript(ReadOnlySpan<byte> head)
    {
        var line = head["#!"u8.Length..];
        line = line[..Math.Max(0, line.IndexOf((byte)'\n'))].Trim(" \t"u8);
        var end = line.IndexOfAny((byte)' ', (byte)'\t');

        return File.Exists(System.Text.Encoding.UTF8.GetString(end < 0 ? line : line[..end]));
    }

    private static bool IsForThisMachine(ReadOnlySpan<byte> head)
    {
        var own = HeadOf(Environment.ProcessPath ?? "");
        foreach (var range in ElfMachine)
        {
            if (head.Length < HeadLength || own.Length < HeadLength || !head[range].SequenceEqual(own.AsSpan()[range]))
            {
                return false;
            }
        }

        return true;
    }

    private static byte[] HeadOf(string file)
    {
        using var stream = File.OpenRead(file);
        var head = new byte[HeadLength];

        return head[..stream.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false)];
    }
}
