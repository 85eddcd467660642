using System.Text.Json;

namespace LocalCloud.Console;

/// <summary>What the functions wrote beside a manifest: the jobs it became, or all that is wrong with it.</summary>
/// <param name="SubmissionId">Under which the functions know it.</param>
/// <param name="Jobs">The jobs it became.</param>
/// <param name="Errors">What is wrong with it.</param>
internal sealed record SubmissionResult(string? SubmissionId, IReadOnlyList<SubmittedJob> Jobs, IReadOnlyList<string> Errors)
{
    /// <summary>Where results are written: this folder, the manifest's key without the inbox's, and the ending.</summary>
    public const string Folder = "results/";

    public const string Ending = ".json";

    public static SubmissionResult Parse(JsonElement result, string file) => new(
        result.Text("submissionId"),
        [.. result.List("jobs").Select(job => new SubmittedJob(job.Text("jobName") ?? "?", job.Text("jobId"), job.Text("error")))],
        [.. result.List("errors").Select(error => Describe(error, file))]);

    /// <summary><c>file(3,5): /jobs/0/jobQueue: what is wrong</c>, as compilers write it.</summary>
    private static string Describe(JsonElement error, string file)
    {
        var place = error.Number("line") is { } line ? $"({line},{error.Number("column") ?? 1})" : "";
        var pointer = error.Text("pointer") is { Length: > 0 } text ? $"{text}: " : "";
        return $"{file}{place}: {pointer}{error.Text("message") ?? error.ToString()}";
    }
}

/// <param name="JobName">As in the manifest.</param>
/// <param name="JobId">AWS Batch's id; <c>null</c> where it refused the job.</param>
/// <param name="Error">Why it refused.</param>
internal sealed record SubmittedJob(string JobName, string? JobId, string? Error);
