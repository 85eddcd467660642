using System.Globalization;

namespace EndToEnd.Tests.Crash;

/// <summary>What the jobs' own processes wrote, line by line: <c>job attempt start</c> and <c>job attempt end</c>.</summary>
internal sealed class ExecutionLog
{
    private readonly ILookup<string, (int Attempt, bool IsEnd)> _lines;

    private ExecutionLog(IEnumerable<string> lines) => _lines = lines.Select(line => line.Split(' '))
        .ToLookup(words => words[0], words => (int.Parse(words[1], CultureInfo.InvariantCulture), words[2] == "end"));

    public static ExecutionLog Read(string path) => new(File.ReadLines(path));

    /// <summary>How many attempts really began.</summary>
    public int Starts => _lines.Sum(job => job.Count(line => !line.IsEnd));

    /// <summary>What is wrong with a job that has SUCCEEDED; <c>null</c> if nothing is.</summary>
    /// <param name="jobId">Which.</param>
    /// <param name="attempts">Attempts that AWS Batch lists; all but the last were cut by a kill.</param>
    public string? Complaint(string jobId, int attempts)
    {
        List<(int Attempt, bool IsEnd)> lines = [.. _lines[jobId]];
        var isOrdered = lines.Zip(lines.Skip(1)).All(pair => pair.First.Attempt <= pair.Second.Attempt);
        var isOnce = lines.Distinct().Count() == lines.Count;
        var last = lines.Where(line => line.Attempt == attempts).ToList();
        return isOrdered && isOnce && last is [(_, false), (_, true)]
            ? null
            : $"{jobId} has {attempts} attempts, but its processes wrote: {string.Join(", ", lines.Select(line => $"{line.Attempt} {(line.IsEnd ? "end" : "start")}"))}";
    }
}
