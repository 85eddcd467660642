using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using BatchFunctions.Jobs;

namespace BatchFunctions.Failures;

/// <summary>Decides what is done about a failed job: the first rule that matches it.</summary>
internal static class FailureRules
{
    /// <summary>Somebody wanted these to end; only a rule that names them touches them.</summary>
    private static readonly string[] Wanted = [nameof(FailureCause.Cancelled), nameof(FailureCause.Terminated)];

    /// <summary>Why a job that others submitted is given up.</summary>
    public const string NotOurs = "It was not submitted through this stack, so its request is not known.";

    /// <param name="job">A FAILED job that was submitted through the stack.</param>
    /// <param name="rules">Its own rules, or the stack's.</param>
    public static Verdict Decide(JobRecord job, IReadOnlyList<FailureRule> rules)
    {
        var cause = job.Cause ?? nameof(FailureCause.Unknown);

        return job.Request is null
            ? new Verdict.GiveUp(NotOurs)
            : ByRule(cause, job.Attempts is [.., { ExitCode: var code }] ? code : null, job.Resubmission, rules, (rule, why) => Resubmit(job, rule, cause, why));
    }

    /// <summary>What the first rule says that is for a failure.</summary>
    /// <param name="exitCode"><c>null</c> where there is none.</param>
    /// <param name="resubmission">Resubmissions so far.</param>
    /// <param name="resubmit">What a rule that resubmits makes of it, while it may do so once more; it is told why, without a full stop.</param>
    public static Verdict ByRule(string cause, int? exitCode, int resubmission, IReadOnlyList<FailureRule> rules, Func<FailureRule, string, Verdict> resubmit)
    {
        switch (rules.FirstOrDefault(rule => Matches(rule, cause, exitCode)))
        {
            case null:
                return new Verdict.GiveUp($"No rule is for {cause}.");
            case { Action: "giveUp" }:
                return new Verdict.GiveUp($"By rule for {cause}.");
            case { Action: "notify" }:
                return new Verdict.Notify($"By rule for {cause}.");
            case { Action: "resubmit" } rule:
                var most = rule.MaxResubmissions ?? FailureRule.DefaultMostResubmissions;
                return resubmission >= most
                    ? new Verdict.GiveUp(string.Create(CultureInfo.InvariantCulture, $"{cause} again after {resubmission} resubmissions."))
                    : resubmit(rule, string.Create(CultureInfo.InvariantCulture, $"{cause}: resubmission {resubmission + 1} of {most}"));
            default:
                throw new UnreachableException();
        }
    }

    private static bool Matches(FailureRule rule, string cause, int? exitCode) =>
        (rule.Causes is { } causes ? causes.Contains(cause) : !Wanted.Contains(cause))
        && (rule.ExitCodes is not { } codes || (exitCode is { } code && codes.Contains(code)));

    /// <param name="why">Without what changes, and without a full stop.</param>
    private static Verdict Resubmit(JobRecord job, FailureRule rule, string cause, string why)
    {
        if (job.ArraySize is not null && rule.ArrayChildren != true)
        {
            return new Verdict.GiveUp($"{cause} in an array job, and the rule is not for arrayChildren.");
        }

        if (rule.MemoryFactor is > 1 and var factor && job.MemoryMiB is null)
        {
            return new Verdict.GiveUp(string.Create(
                CultureInfo.InvariantCulture,
                $"{cause} after {job.Resubmission} resubmissions, and the rule's memoryFactor of {factor} has nothing to grow: how much memory the job had is not known. AWS Batch tells it, and takes another size, only of a job with one container on ECS."));
        }

        var size = NextSize(job, rule);
        if (size is { IsAtCeiling: true })
        {
            return new Verdict.GiveUp(string.Create(CultureInfo.InvariantCulture, $"{cause} with {job.MemoryMiB} MiB, the most that the rule allows."));
        }

        return new Verdict.Resubmit(
            new Changes(rule.JobQueue, size?.Vcpus, size?.MemoryMiB),
            TimeSpan.FromSeconds(rule.DelaySeconds ?? 0),
            $"{why}{Changes(job, rule, size)}.",
            []);
    }

    private static string Changes(JobRecord job, FailureRule rule, NextSize? size)
    {
        var memory = size is { } next ? string.Create(CultureInfo.InvariantCulture, $", {next.MemoryMiB} MiB") : "";
        // AWS: Fargate has so much memory only with more vCPUs, which cost more too.
        var vcpus = size is { Vcpus: { } raised } && raised != job.Vcpus ? string.Create(CultureInfo.InvariantCulture, $", {raised} vCPU") : "";
        var queue = rule.JobQueue is { } name ? $", queue {name}" : "";

        return memory + vcpus + queue;
    }

    /// <summary>Memory of the next try; <c>null</c> where the rule leaves it, or the job's memory is not known.</summary>
    private static NextSize? NextSize(JobRecord job, FailureRule rule)
    {
        if (rule.MemoryFactor is not { } factor || job.MemoryMiB is not { } memory)
        {
            return null;
        }

        var ceiling = rule.MaxMemoryMiB ?? int.MaxValue;
        var wanted = (int)Math.Min(ceiling, Math.Ceiling(memory * factor));
        if (wanted <= memory)
        {
            return factor > 1 ? new NextSize(null, memory, IsAtCeiling: true) : null;
        }

        if (!job.IsFargate || FargateSizes.Fit(job.Vcpus ?? 0, wanted) is not { } fit)
        {
            return new NextSize(null, wanted, IsAtCeiling: false);
        }

        if (fit.MemoryMiB > ceiling && FargateSizes.Largest(job.Vcpus ?? 0, memory, ceiling) is { } below)
        {
            // Rounded up to a pair that exists it is over the ceiling; a smaller one is still more than the job had.
            fit = below;
        }

        return new NextSize(fit.Vcpus, fit.MemoryMiB, IsAtCeiling: fit.MemoryMiB > ceiling);
    }
}

/// <summary>Resources of the next try.</summary>
/// <param name="Vcpus">Only where they have to change with the memory, as on Fargate.</param>
/// <param name="IsAtCeiling">More memory is needed than the rule allows.</param>
internal sealed record NextSize(decimal? Vcpus, int MemoryMiB, bool IsAtCeiling);

/// <summary>The stack's own rules, for jobs that bring none: the file <c>failure-rules.json</c> in this folder, carried in the program.</summary>
internal sealed class DefaultRules
{
    private readonly Lazy<IReadOnlyList<FailureRule>> _rules;

    public DefaultRules() => _rules = new(() => Parse(Text()));

    /// <summary>Those of another program than this one.</summary>
    public DefaultRules(IReadOnlyList<FailureRule> rules) => _rules = new(rules);

    public IReadOnlyList<FailureRule> Rules => _rules.Value;

    /// <summary>The file as it was when the program was built.</summary>
    public static string Text()
    {
        using var stream = typeof(DefaultRules).Assembly.GetManifestResourceStream("failure-rules.json")
            ?? throw new InvalidOperationException("failure-rules.json was not built into the program.");
        using var reader = new StreamReader(stream);

        return reader.ReadToEnd();
    }

    /// <exception cref="JsonException">Not a list of rules; those of requests were checked before they were stored.</exception>
    public static IReadOnlyList<FailureRule> Parse(string json) =>
        JsonSerializer.Deserialize(json, FailureJson.Default.IReadOnlyListFailureRule) ?? [];
}
