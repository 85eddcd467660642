using System.Text.RegularExpressions;
using LocalBatch.Jobs;
using Model = LocalBatch.Api.Model;

namespace LocalBatch.Operations;

/// <summary>Reads <c>retryStrategy</c> and <c>timeout</c>, in job definitions and submissions alike.</summary>
internal static partial class RetryRules
{
    /// <returns><c>null</c> where none was given.</returns>
    /// <exception cref="ClientException">It breaks one of AWS's rules.</exception>
    public static RetryStrategy? Read(Model.RetryStrategy? given)
    {
        if (given is null)
        {
            return null;
        }

        var attempts = given.Attempts ?? throw ClientException.Wrapped(AwsTexts.AttemptsMissing);
        Require.Not(attempts is < 1 or > Limits.Attempts, AwsTexts.AttemptsRange);
        var rules = given.EvaluateOnExit ?? [];
        Require.Not(rules.Count > Limits.EvaluateOnExit, AwsTexts.TooManyConditions);

        return new(attempts, [.. rules.Select(Read)]);
    }

    public static TimeSpan? Read(Model.JobTimeout? given)
    {
        Require.Not(given is { AttemptDurationSeconds: not >= Limits.ShortestTimeoutSeconds }, AwsTexts.TimeoutTooShort);

        return given?.AttemptDurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    // AWS: actions come back in lower case (observed).
    public static Model.RetryStrategy Describe(RetryStrategy strategy) => new()
    {
        Attempts = strategy.Attempts,
        EvaluateOnExit =
        [
            .. strategy.EvaluateOnExit.Select(rule => new Model.EvaluateOnExit
            {
                OnStatusReason = rule.OnStatusReason,
                OnReason = rule.OnReason,
                OnExitCode = rule.OnExitCode,
                Action = new LocalBatch.Api.RetryAction(rule.Retry ? "retry" : "exit"),
            }),
        ],
    };

    public static Model.JobTimeout? Describe(TimeSpan? timeout) =>
        timeout is { } time ? new() { AttemptDurationSeconds = (int)time.TotalSeconds } : null;

    private static EvaluateOnExit Read(Model.EvaluateOnExit rule)
    {
        Require.Not(rule is { OnStatusReason: null, OnReason: null, OnExitCode: null }, AwsTexts.NoCondition);
        foreach (var (pattern, allowed) in ((string?, Regex)[])
            [(rule.OnStatusReason, TextPattern), (rule.OnReason, TextPattern), (rule.OnExitCode, CodePattern)])
        {
            Require.Not(pattern?.Length > Limits.EvaluateOnExitPattern, AwsTexts.ConditionLength);
            Require.Not(pattern is not null && !allowed.IsMatch(pattern), AwsTexts.ConditionCharacters);
        }

        var action = Require.Text(rule.Action?.Value, "evaluateOnExit.action");
        var isRetry = action.Equals("RETRY", StringComparison.OrdinalIgnoreCase);
        Require.Not(!isRetry && !action.Equals("EXIT", StringComparison.OrdinalIgnoreCase), OwnTexts.Invalid("evaluateOnExit.action", "must be RETRY or EXIT"));

        return new(rule.OnStatusReason, rule.OnReason, rule.OnExitCode, isRetry);
    }

    // AWS: letters, digits, periods, colons and white space, with an asterisk at the end at most (API_EvaluateOnExit).
    [GeneratedRegex(@"\A[A-Za-z0-9.:\s]*\*?\z")]
    private static partial Regex TextPattern { get; }

    [GeneratedRegex(@"\A[0-9]*\*?\z")]
    private static partial Regex CodePattern { get; }
}
