using System.Globalization;
using System.Text.RegularExpressions;
using BatchFunctions.Jobs;
using BatchFunctions.Waiting;

namespace LocalBatch.Cli.Jobs;

/// <summary>Says in what status a job is, and why. Values in, values out.</summary>
internal static partial class WhyText
{
    /// <param name="job">As AWS Batch knows it.</param>
    /// <param name="waiting">Why it waits; <c>null</c> where it waits for nothing.</param>
    public static IReadOnlyList<string> Of(JobChange job, WaitingWords? waiting) =>
    [
        $"{job.JobName} {job.JobId} is {job.Status.Name}{(job.StatusReason is { } reason ? $": {reason}" : "")}",
        .. job.FailedChildren is > 0 and var failed ? [string.Create(CultureInfo.InvariantCulture, $"  {failed} of its {job.ArraySize} children failed; 'localbatch why {job.JobId}:INDEX' tells of one of them.")] : (string[])[],
        .. job.Attempts.Select((attempt, index) => string.Create(CultureInfo.InvariantCulture, $"  attempt {index + 1}: {End(attempt)}")),
        .. job.Cause is { } cause and not nameof(FailureCause.Unknown) ? [$"  cause: {cause}"] : (string[])[],
        .. waiting is null ? (string[])[] : [$"  It {AtTheShell(waiting.Sentence)}.", .. waiting.NextStep is { } step ? [$"  {AtTheShell(step)}"] : (string[])[]],
    ];

    private static string End(JobAttempt attempt) => string.Join(
        ", ",
        ((string?[])
        [
            attempt.ExitCode is { } code ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}") : "no exit code",
            attempt.Reason,
            attempt.StatusReason,
        ]).OfType<string>());

    /// <summary>The functions' routes are not there; the same is asked by a command.</summary>
    private static string AtTheShell(string text) => Route.Replace(text, "'localbatch why ${job}'");

    [GeneratedRegex(@"GET /jobs/(?<job>\S+)/waiting")]
    private static partial Regex Route { get; }
}
