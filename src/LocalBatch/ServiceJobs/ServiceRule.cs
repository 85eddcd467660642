using System.Globalization;
using System.Text.Json;

namespace LocalBatch.ServiceJobs;

/// <summary>
/// How the simulated executor runs service jobs of some name, where the hyperparameters <c>localbatch.*</c> of the job itself
/// do not say otherwise. Times are in seconds.
/// </summary>
public sealed record ServiceRule
{
    private static readonly string[] Members =
        ["jobName", "scheduledSeconds", "startingSeconds", "seconds", "failure", "failures", "capacityFailures", "preemptAfterSeconds", "preemptions"];

    /// <summary>A job name, or with a trailing <c>*</c> the beginning of many. Default: every job.</summary>
    public string JobName { get; init; } = "*";

    /// <summary>How long an attempt is SCHEDULED. Default: 1.</summary>
    public double? ScheduledSeconds { get; init; }

    /// <summary>How long an attempt is STARTING. Default: 1.</summary>
    public double? StartingSeconds { get; init; }

    /// <summary>How long an attempt is RUNNING. Default: 1.</summary>
    public double? Seconds { get; init; }

    /// <summary>SageMaker's failure reason; with it attempts fail.</summary>
    public string? Failure { get; init; }

    /// <summary>How many attempts fail before one succeeds. Default: all.</summary>
    public int? Failures { get; init; }

    /// <summary>How many attempts find no capacity first; they cost no retry. Default: none.</summary>
    public int? CapacityFailures { get; init; }

    /// <summary>How long after it is RUNNING an attempt is preempted. Default: never.</summary>
    public double? PreemptAfterSeconds { get; init; }

    /// <summary>How often a job is preempted so. Default: once.</summary>
    public int? Preemptions { get; init; }

    /// <summary>Reads a rule file: a JSON array of objects with the members above in camel case. The first rule that fits a job counts.</summary>
    /// <param name="utf8">The file.</param>
    /// <exception cref="FormatException">It is no such array; the message says what is wrong and where.</exception>
    public static IReadOnlyList<ServiceRule> Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);

            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select((rule, index) => Read(rule, index + 1))]
                : throw new FormatException("Rules for service jobs are a JSON array of objects.");
        }
        catch (JsonException problem)
        {
            throw new FormatException($"The rules for service jobs are no JSON: {problem.Message}", problem);
        }
    }

    internal bool Covers(string jobName) =>
        JobName.EndsWith('*') ? jobName.StartsWith(JobName[..^1], StringComparison.Ordinal) : jobName == JobName;

    private static ServiceRule Read(JsonElement rule, int number)
    {
        if (rule.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"Rule {number} for service jobs must be an object.");
        }

        if (rule.EnumerateObject().FirstOrDefault(member => !Members.Contains(member.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw new FormatException($"Rule {number} for service jobs has the unknown member {unknown.Name}; there are {string.Join(", ", Members)}.");
        }

        return new()
        {
            JobName = Text(rule, "jobName") ?? "*",
            ScheduledSeconds = Number(rule, "scheduledSeconds", number),
            StartingSeconds = Number(rule, "startingSeconds", number),
            Seconds = Number(rule, "seconds", number),
            Failure = Text(rule, "failure"),
            Failures = (int?)Number(rule, "failures", number),
            CapacityFailures = (int?)Number(rule, "capacityFailures", number),
            PreemptAfterSeconds = Number(rule, "preemptAfterSeconds", number),
            Preemptions = (int?)Number(rule, "preemptions", number),
        };
    }

    private static string? Text(JsonElement rule, string name) => rule.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static double? Number(JsonElement rule, string name, int number) =>
        !rule.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and <= int.MaxValue and var found ? found
        : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"Rule {number} for service jobs: {name} must be a number of at least 0."));
}
