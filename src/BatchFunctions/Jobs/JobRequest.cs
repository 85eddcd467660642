using System.Text.Json;
using System.Text.RegularExpressions;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>
/// A checked request to submit one job: the same in the intent that stands for it, in the message that carries it, and behind
/// the record of the job that came of it.
/// </summary>
internal sealed record JobRequest
{
    /// <summary>64 hex digits that name the request whoever delivers it, and how often.</summary>
    public required string Token { get; init; }

    /// <summary>The SubmitJob body, in AWS's field names.</summary>
    public required string Body { get; init; }

    public required string JobName { get; init; }

    public required string JobQueue { get; init; }

    public required string JobDefinition { get; init; }

    /// <summary>What it waits for beside what its body says; <c>null</c> where nothing is left to be worked into the body.</summary>
    public IReadOnlyList<Dependency>? DependsOn { get; init; }

    /// <summary>Failure rules that came with the request, as JSON.</summary>
    public string? OnFailure { get; init; }

    public int? ArraySize { get; init; }

    /// <summary>The share that its body names.</summary>
    public string? ShareIdentifier { get; init; }

    public string? SubmissionId { get; init; }

    /// <summary>Its position in dependency order within the submission; <c>null</c> outside of one.</summary>
    public int? Row { get; init; }

    /// <summary>Index of the failed child of the row's array that it stands in for; <c>null</c> for a row's whole job.</summary>
    public int? Child { get; init; }

    /// <summary>Resubmissions by rule since the row's own job; 0 for that one.</summary>
    public int Try { get; init; }

    /// <summary>The failed job that this one stands in for.</summary>
    public string? ResubmitOf { get; init; }

    /// <summary>The first job of the chain of resubmissions.</summary>
    public string? OriginalJobId { get; init; }

    /// <summary>Resubmissions along the chain up to this job; 0 for the first.</summary>
    public int Resubmission { get; init; }

    /// <summary>The request that a checked SubmitJob body makes: here it is read, once.</summary>
    /// <param name="text">The body as it is sent.</param>
    public static JobRequest Of(JsonElement body, string text, string token) => new()
    {
        Token = token,
        Body = text,
        JobName = RequestRules.Text(body, "jobName") ?? "",
        JobQueue = RequestRules.Text(body, "jobQueue") ?? "",
        JobDefinition = RequestRules.Text(body, "jobDefinition") ?? "",
        ArraySize = RequestRules.ArraySize(body),
        ShareIdentifier = RequestRules.Text(body, "shareIdentifier"),
    };
}

/// <summary>A job that AWS Batch has just taken on, with the request that made it.</summary>
/// <param name="At">When the request was accepted.</param>
internal sealed record SubmittedJob(string JobId, JobRequest Request, DateTimeOffset At);

/// <summary>Something that a job waits for.</summary>
/// <param name="Token">Another accepted request, whose job id is not known yet.</param>
/// <param name="JobName">The name of that job: another one of the manifest.</param>
/// <param name="JobId">A job that AWS Batch has already.</param>
/// <param name="Type">SEQUENTIAL or N_TO_N, for array jobs.</param>
internal sealed record Dependency(string? Token, string? JobName, string? JobId, string? Type)
{
    /// <summary>A failed job, or a failed child of an array: waited for is what stands in for it by the time of the submission.</summary>
    public string? InsteadOf { get; init; }
}

/// <summary>Puts what a job depends on into its SubmitJob body.</summary>
internal static class DependencyText
{
    public const string Field = "dependsOn";

    /// <param name="body">A body that names no dependencies.</param>
    /// <param name="dependencies">Each with a job id, or SEQUENTIAL within the array itself.</param>
    public static string Add(string body, IReadOnlyList<Dependency> dependencies)
    {
        if (dependencies.Count == 0)
        {
            return body;
        }

        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;

        return JsonText.Of(writer =>
        {
            writer.WriteStartObject();
            foreach (var member in root.EnumerateObject())
            {
                member.WriteTo(writer);
            }

            writer.WriteStartArray(Field);
            foreach (var dependency in dependencies)
            {
                Write(writer, dependency);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter writer, Dependency dependency)
    {
        writer.WriteStartObject();
        if (dependency.JobId is { } jobId)
        {
            writer.WriteString("jobId", jobId);
        }

        if (dependency.Type is { } type)
        {
            writer.WriteString("type", type);
        }

        writer.WriteEndObject();
    }
}

/// <summary>
/// The <c>Ref::name</c> in commands. AWS: a job one of whose placeholders has no value is refused (observed); inside a longer word,
/// <c>Ref::bucket.csv</c>, the longest name that has a value counts.
/// </summary>
internal static partial class Placeholders
{
    /// <summary>The words that have one.</summary>
    public static IEnumerable<string> Words(IEnumerable<string> command) => command.Where(word => word.Contains("Ref::", StringComparison.Ordinal));

    /// <summary>The names that have no value, each once.</summary>
    /// <param name="words">Of commands.</param>
    /// <param name="hasValue">Whether a parameter has one.</param>
    public static IEnumerable<string> Missing(IEnumerable<string> words, Func<string, bool> hasValue) => words
        .SelectMany(word => Pattern.Matches(word).Select(match => match.Groups[1].Value))
        .Where(name => !Enumerable.Range(1, name.Length).Any(length => hasValue(name[..length])))
        .Distinct();

    [GeneratedRegex("Ref::((?:(?!Ref::)[A-Za-z0-9_.-])+)")]
    private static partial Regex Pattern { get; }
}
