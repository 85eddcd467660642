using System.Globalization;
using System.Text.Json;
using BatchFunctions.Failures;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Outcomes;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Wire;

namespace BatchFunctions.ServiceJobs;

/// <summary>
/// Acts once on each service job that is over: tells the bus, and for a failed one decides, writes the decision down, and carries out
/// what is written. Who comes later carries out the same; that makes no second job, since its token is the failed job's.
/// </summary>
internal sealed class ServiceJobEnds(
    IServiceJobStore jobs, ServiceJobTracker tracker, ISubmitQueue queue, IOutcomes outcomes, Metrics metrics, TimeProvider time)
{
    public async Task HandleAsync(string jobId, CancellationToken cancellation)
    {
        if (await jobs.FindAsync(jobId, cancellation) is not { IsOver: true, IsHandled: false } job)
        {
            return;
        }

        if (job.Status == ServiceJobStatuses.Failed)
        {
            job = await DecidedAsync(job, cancellation);
            await CarryOutAsync(job, cancellation);
        }

        await outcomes.PublishAsync(ServiceOutcomes.Finished(job), cancellation);
        await jobs.MarkHandledAsync(jobId, cancellation);
        metrics.Ended(job.Cause ?? job.Status);
    }

    /// <returns>The record with the decision that is written on it.</returns>
    private async Task<ServiceJobRecord> DecidedAsync(ServiceJobRecord job, CancellationToken cancellation)
    {
        for (var look = 0; job.Verdict is null; look++)
        {
            var now = time.GetUtcNow();
            var (decision, why, stored) = (await DecideAsync(job, cancellation)).Written(now);
            // Claimed by somebody since it was read, it is decided about once more: what is claimed then is known.
            job = await jobs.DecideAsync(job.JobId, decision, why, stored, now, cancellation) is { } written && (written.Verdict is not null || look == 0)
                ? written
                : throw new IOException($"What is done about the service job {job.JobId} could not be written down.");
        }

        return job;
    }

    private async Task<Verdict> DecideAsync(ServiceJobRecord job, CancellationToken cancellation)
    {
        var request = await tracker.RequestOfAsync(job, cancellation);

        return request is not null && job.Successor is { } known && known.Token != FailureDecision.TokenOf(job.JobId)
            ? new Verdict.ByOthers($"Somebody resubmitted it{(known.JobId is { } jobId ? $" as {jobId}" : "")} before the rules were asked.")
            : ServiceFailureRules.Decide(job, request);
    }

    private async Task CarryOutAsync(ServiceJobRecord job, CancellationToken cancellation)
    {
        if (job.Verdict is { IsTakenBack: false, Tries: [var next] })
        {
            var message = new QueuedMessage { ServiceJob = job.JobId, NotBefore = next.NotBefore, QueuedAt = time.GetUtcNow().ToUnixTimeMilliseconds() };
            await queue.SendAsync([message], RetryPlan.DelayUntil(message, time.GetUtcNow()), cancellation);
        }

        await outcomes.PublishAsync(ServiceOutcomes.Decided(job), cancellation);
        metrics.Decided(job.Decision ?? FailureDecision.GivenUp);
    }
}

/// <summary>What the bus is told of service jobs: as of other jobs, under names of their own.</summary>
internal static class ServiceOutcomes
{
    private const string Kind = "Service Job";

    public static OutcomeEvent Finished(ServiceJobRecord job) => OutcomeEvent.Finished(Kind, Outline(job), job.IsForgotten);

    public static OutcomeEvent Decided(ServiceJobRecord job) =>
        OutcomeEvent.Decided(Kind, Outline(job), job.Decision == FailureDecision.Resubmitted, job.DecisionReason ?? "", job.Verdict?.NeedsLook ?? false);

    public static OutcomeEvent Stuck(ServiceJobRecord job) =>
        OutcomeEvent.Stuck(Kind, Outline(job), job.BlockedReason ?? job.StatusReason, job.At);

    private static JobOutline Outline(ServiceJobRecord job) => new(job.JobId, job.JobName, job.JobQueue, job.Status)
    {
        StatusReason = job.StatusReason,
        Cause = job.Cause,
        ResubmitOf = job.ResubmitOf,
        OriginalJobId = job.OriginalJobId,
        Resubmission = job.Resubmission,
    };
}

/// <summary>Tells why a service job failed from its reasons: it has no exit code, and no container of AWS Batch's.</summary>
internal static class ServiceFailureClassifier
{
    // AWS: user guide, service job state change events.
    private const string FromSageMaker = "Received status from SageMaker:";

    /// <summary>What can become of a service job. Nothing cancels one, and none waits for another.</summary>
    public static IReadOnlyList<FailureCause> Known { get; } =
    [
        FailureCause.Unknown, FailureCause.OutOfMemory, FailureCause.HostTerminated, FailureCause.ImagePull, FailureCause.Timeout,
        FailureCause.Terminated, FailureCause.ApplicationError, FailureCause.Misconfiguration, FailureCause.Preempted,
    ];

    /// <param name="job">A FAILED service job.</param>
    public static FailureCause Classify(DescribedServiceJob job) => job.IsTerminated == true
        ? FailureCause.Terminated
        : Of(job.StatusReason) ?? Of(job.Attempts?.LastOrDefault()?.StatusReason) ?? FailureCause.Unknown;

    private static FailureCause? Of(string? reason) => reason switch
    {
        null or "" => null,
        // AWS: as of other jobs (job queue rules; job timeouts).
        _ when reason.StartsWith("Canceled by JobStateTimeLimit action", StringComparison.Ordinal)
            || reason.StartsWith("Terminated by JobStateTimeLimit action", StringComparison.Ordinal)
            || reason.StartsWith("MISCONFIGURATION:", StringComparison.Ordinal)
            || reason == "JobQueue deleted" => FailureCause.Misconfiguration,
        _ when reason.StartsWith("Job attempt duration exceeded timeout", StringComparison.Ordinal) => FailureCause.Timeout,
        _ when reason.StartsWith(FromSageMaker, StringComparison.Ordinal) => OfTraining(reason[FromSageMaker.Length..].TrimStart()),
        // Inferred: AWS gives no sample of the reason of a job that has no preemption left; it can only speak of it.
        _ when Says(reason, "preempt") => FailureCause.Preempted,
        _ => null,
    };

    /// <summary>AWS: a training job's FailureReason begins with the kind of the error, and its secondary status tells of its limits (SageMaker API_DescribeTrainingJob).</summary>
    private static FailureCause OfTraining(string reason) => reason switch
    {
        _ when Says(reason, "MaxRuntimeExceeded") || Says(reason, "MaxWaitTimeExceeded") => FailureCause.Timeout,
        // AWS: SageMaker developer guide, troubleshooting: "Please use an instance type with more memory".
        _ when Says(reason, "more memory") || Says(reason, "OutOfMemory") || Says(reason, "out of memory") => FailureCause.OutOfMemory,
        _ when Says(reason, "pull") && (Says(reason, "image") || Says(reason, "container")) => FailureCause.ImagePull,
        _ when reason.StartsWith("AlgorithmError", StringComparison.Ordinal) => FailureCause.ApplicationError,
        _ when reason.StartsWith("InternalServerError", StringComparison.Ordinal) => FailureCause.HostTerminated,
        _ when reason.StartsWith("ClientError", StringComparison.Ordinal) || reason.StartsWith("ValidationException", StringComparison.Ordinal)
            || reason.StartsWith("AccessDenied", StringComparison.Ordinal) => FailureCause.Misconfiguration,
        _ => FailureCause.Unknown,
    };

    private static bool Says(string reason, string word) => reason.Contains(word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Decides about a failed service job by the rules that its request brought.</summary>
internal static class ServiceFailureRules
{
    private static readonly string[] OfContainers = ["exitCodes", "memoryFactor", "maxMemoryMiB", "arrayChildren"];

    /// <summary>Checks the rules of a request: those of other jobs, without what a service job does not have.</summary>
    public static void Check(JsonElement rules, string pointer, List<InputError> errors)
    {
        FailureRuleCheck.Check(rules, pointer, errors);
        foreach (var (index, rule) in rules.ValueKind == JsonValueKind.Array ? rules.EnumerateArray().Index() : [])
        {
            if (rule.ValueKind == JsonValueKind.Object)
            {
                var place = JsonPointer.Append(pointer, index);
                errors.AddRange(OfContainers.Where(name => rule.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
                    .Select(name => new InputError($"{place}/{name}", $"a service job has nothing that '{name}' could look at or change: its rules take causes, action, jobQueue, delaySeconds and maxResubmissions.")));
                errors.AddRange(Impossible(rule).Select(cause => new InputError($"{place}/causes/{cause.Index}", $"no service job fails by {cause.Name}; it may by {string.Join(", ", ServiceFailureClassifier.Known)}.")));
            }
        }
    }

    /// <param name="request">What it came of; <c>null</c> where it was not submitted through the stack.</param>
    public static Verdict Decide(ServiceJobRecord job, ServiceJobRequest? request)
    {
        if (request is null)
        {
            return new Verdict.GiveUp(FailureRules.NotOurs);
        }

        return request.OnFailure is { } own
            ? FailureRules.ByRule(job.Cause ?? nameof(FailureCause.Unknown), null, job.Resubmission, DefaultRules.Parse(own), Resubmit)
            // Not by the stack's own rules: a training runs for days on instances that are dear, and AWS Batch has tried it again as its request says.
            : new Verdict.GiveUp("Its request has no onFailure, and the stack's own rules are not for service jobs.");
    }

    private static Verdict.Resubmit Resubmit(FailureRule rule, string why) => new(
        new Changes(rule.JobQueue, null, null),
        TimeSpan.FromSeconds(rule.DelaySeconds ?? 0),
        rule.JobQueue is { } queue ? string.Create(CultureInfo.InvariantCulture, $"{why}, queue {queue}.") : $"{why}.",
        []);

    private static IEnumerable<(int Index, string Name)> Impossible(JsonElement rule) =>
        rule.TryGetProperty("causes", out var causes) && causes.ValueKind == JsonValueKind.Array
            ? causes.EnumerateArray().Index()
                .Where(entry => entry.Item.ValueKind == JsonValueKind.String && Enum.TryParse<FailureCause>(entry.Item.GetString(), out var cause) && !ServiceFailureClassifier.Known.Contains(cause))
                .Select(entry => (entry.Index, entry.Item.GetString() ?? ""))
            : [];
}
