using System.Text.Json;

namespace LocalCloud.Console;

/// <summary>What the functions wrote beside a manifest: the jobs it became, or all that is wrong with it.</summary>
/// <param name="SubmissionId">Under which the functions know it.</param>
/// <param name="Jobs">The jobs it became.</param>
/// <param name="Errors">What is wrong with it.</param>
internal sealed record SubmissionResult(string? SubmissionId, IReadOnlyList<SubmittedJob> Jobs, IReadOnlyList<string> Errors)
{
    public static SubmissionResult Parse(JsonElement result, string file) => new(
        Text(result, "submissionId"),
        [.. List(result, "jobs").Select(job => new SubmittedJob(Text(job, "jobName") ?? "?", Text(job, "jobId"), Text(job, "error")))],
        [.. List(result, "errors").Select(error => Describe(error, file))]);

    /// <summary><c>file(3,5): /jobs/0/jobQueue: what is wrong</c>, as compilers write it.</summary>
    private static string Describe(JsonElement error, string file)
    {
        var place = Number(error, "line") is { } line ? $"({line},{Number(error, "column") ?? 1})" : "";
        var pointer = Text(error, "pointer") is { Length: > 0 } text ? $"{text}: " : "";
        return $"{file}{place}: {pointer}{Text(error, "message") ?? error.ToString()}";
    }

    private static JsonElement.ArrayEnumerator List(JsonElement result, string name) =>
        result.ValueKind == JsonValueKind.Object && result.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : default;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;
}

/// <param name="JobName">As in the manifest.</param>
/// <param name="JobId">AWS Batch's id; <c>null</c> where it refused the job.</param>
/// <param name="Error">Why it refused.</param>
internal sealed record SubmittedJob(string JobName, string? JobId, string? Error);
