using System.Globalization;
using BatchFunctions.Jobs;

namespace BatchFunctions.Waiting;

/// <summary>Why a job waits.</summary>
/// <param name="Cause">One of a fixed list, for programs.</param>
/// <param name="Sentence">Without the job's name, so that it can follow it; with the figures.</param>
/// <param name="NextStep">What somebody can do about it; <c>null</c> where nothing has to be done.</param>
internal sealed record WaitingWords(string Cause, string Sentence, string? NextStep);

/// <summary>Says why a job waits, in one sentence with the figures. Values in, values out; the first reason that holds is told.</summary>
internal static class WaitingReason
{
    /// <returns><c>null</c> for a job that waits for nothing: it runs, or it is over for good.</returns>
    public static WaitingWords? Of(WaitingFacts facts) => facts.Status switch
    {
        _ when facts.Unsubmitted is { } unsubmitted => OfPace(unsubmitted),
        JobStatus.Submitted => new("SUBMITTED", "has just been submitted; AWS Batch has not looked yet at what it depends on", null),
        JobStatus.Pending when facts.Children.Values.Any(count => count > 0) => OfChildren(facts),
        JobStatus.Pending => OfDependencies(facts),
        JobStatus.Runnable => OfRunnable(facts),
        JobStatus.Starting => new(
            "STARTING", $"has its place, and {(facts.Image is { } image ? $"the image {image} is being pulled, or its container made" : "its containers are being made")}",
            facts.StatusReason is { Length: > 0 } told ? $"AWS Batch says: {told}" : null),
        JobStatus.Failed => OfNextTry(facts),
        _ => null,
    };

    private static WaitingWords? OfPace(Unsubmitted jobs) => jobs switch
    {
        { Left: 0 } => null,
        // AWS: SubmitJob is taken 50 times a second of an account and region (service quotas).
        { Total: 1 } => new("PACED", "is accepted, and AWS Batch has not taken it yet: what it throttles is tried again after pauses of up to a minute", $"GET /submissions/{jobs.SubmissionId} tells once it has an id."),
        _ => new(
            "PACED",
            Text($"is a submission of which {jobs.Left} of {jobs.Total} jobs are not submitted yet: they go at a pace, since AWS Batch takes 50 a second, and what it throttles is tried again"),
            $"GET /submissions/{jobs.SubmissionId} tells how far it has come; the parameter SubmissionsPerSecond sets the pace."),
    };

    /// <summary>AWS: an array stays PENDING until its children are over (user guide, array jobs). It waits where one of them does.</summary>
    private static WaitingWords? OfChildren(WaitingFacts facts)
    {
        var waiting = facts.Children.GetValueOrDefault(JobStatus.Runnable);
        if (waiting == 0)
        {
            return facts.Children.GetValueOrDefault(JobStatus.Pending) is > 0 and var pending
                ? new("DEPENDENCY", Text($"is an array of which {Jobs(pending, "child", "children")} {(pending == 1 ? "waits" : "wait")} for other jobs, or for the child before"), $"GET /jobs/{facts.JobId}:0/waiting says why child 0 waits.")
                : null;
        }

        var child = OfRunnable(facts);
        return child with { Sentence = Text($"is an array of which {Jobs(waiting, "child", "children")} {(waiting == 1 ? "is" : "are")} RUNNABLE; the first of them {child.Sentence}") };
    }

    private static WaitingWords OfRunnable(WaitingFacts facts)
    {
        var words = OfQueue(facts) ?? OfConsumables(facts) ?? OfNeeds(facts) ?? OfTurn(facts);

        // AWS: a DISABLED queue takes no new jobs, and those in it can finish (API_UpdateJobQueue).
        return facts.Queue is { State: "DISABLED" } queue
            ? words with { NextStep = $"{words.NextStep} Queue {queue.Name} is DISABLED: it takes no new jobs, and those in it go on.".TrimStart() }
            : words;
    }

    private static WaitingWords OfDependencies(WaitingFacts facts)
    {
        var open = facts.Dependencies.Where(job => job.Status is not JobStatus.Succeeded).ToList();
        if (facts.IsCancelled)
        {
            // AWS: a PENDING job is cancelled only once the jobs it waits for are over (API_CancelJob).
            return new("CANCELLING", $"is cancelled, which AWS Batch carries out once {Jobs(open.Count, "job", "jobs")} that it depends on {(open.Count == 1 ? "is" : "are")} over", "Terminate it instead to end it now.");
        }

        if (open.Find(job => job.Status == JobStatus.Failed) is { } failed)
        {
            return new("DEPENDENCY_FAILED", $"depends on job {Name(failed)}, which has FAILED: it is about to fail, too", "Resubmit that job first, then this one.");
        }

        if (open.Find(job => job.Status is null) is { } gone && open.TrueForAll(job => job.Status is null))
        {
            return new("DEPENDENCY", $"depends on job {gone.JobId}, of which AWS Batch knows nothing any more", "Terminate it, and submit it without that dependency.");
        }

        return open switch
        {
            [] => new("DEPENDENCY", "has all that it depends on, and AWS Batch moves it to RUNNABLE next", null),
            [var one] => new("DEPENDENCY", $"waits for job {Name(one)}, which is {Status(one)}{Kind(one)}", Ask(one)),
            [var first, ..] => new("DEPENDENCY", $"waits for {open.Count} of {facts.Dependencies.Count} jobs, among them {Name(first)}, which is {Status(first)}{Kind(first)}", Ask(first)),
        };
    }

    private static WaitingWords? OfQueue(WaitingFacts facts)
    {
        var queue = facts.JobQueue;
        if (facts.BlockedBy is { } head)
        {
            return new("BEHIND_BLOCKED_HEAD", $"waits behind job {head} at the head of queue {queue}, which cannot start: {facts.BlockedReason}", $"Cancel job {head}, or give it what it needs: everything behind it waits.");
        }

        if (facts.Queue is not { } known)
        {
            return new("QUEUE_MISSING", $"is in queue {queue}, which AWS Batch does not know any more", "Terminate it, and submit it to a queue that there is.");
        }

        var environments = known.Environments;
        if (known.Status == "INVALID")
        {
            return new("QUEUE_INVALID", $"cannot start: queue {queue} is INVALID{Because(known.StatusReason)}", "Correct the queue; its jobs then go on.");
        }

        if (environments.Count == 0)
        {
            return new("NO_ENVIRONMENT", $"cannot start: queue {queue} has no compute environment", "Give the queue a compute environment.");
        }

        var invalid = environments.Where(one => one.Status == "INVALID").ToList();
        if (invalid.Count == environments.Count)
        {
            return new("ENVIRONMENT_INVALID", $"cannot start: {string.Join("; ", invalid.Select(one => $"compute environment {one.Name} is INVALID{Because(one.StatusReason)}"))}", "Correct the compute environment; jobs then go on.");
        }

        // One that is INVALID takes none either.
        if (environments.All(one => one.State == "DISABLED" || one.Status == "INVALID"))
        {
            var names = string.Join(" and ", environments.Where(one => one.State == "DISABLED").Select(one => one.Name));
            return new("ENVIRONMENT_DISABLED", $"waits until compute environment {names} of queue {queue}, which is DISABLED, is ENABLED", $"Enable it: PATCH /compute-environments/{environments.First(one => one.State == "DISABLED").Name} with \"state\": \"ENABLED\".");
        }

        return null;
    }

    private static WaitingWords? OfConsumables(WaitingFacts facts)
    {
        if (facts.Consumables.FirstOrDefault(one => one.Available is null) is { } missing)
        {
            return new("CONSUMABLE_MISSING", $"cannot start: it needs {missing.Needed} of the consumable resource {missing.Name}, which does not exist", $"Create the consumable resource {missing.Name}.");
        }

        if (facts.Consumables.FirstOrDefault(one => one.Needed > one.Total) is { } never)
        {
            return new("CONSUMABLE_TOO_SMALL", $"cannot start: it needs {never.Needed} of the consumable resource {never.Name}, of which there are {never.Total}", $"Raise its total to {never.Needed} or more, or ask for less.");
        }

        return facts.Consumables.FirstOrDefault(one => one.Needed > one.Available) is { } taken
            ? new("CONSUMABLE_IN_USE", $"waits for the consumable resource {taken.Name}: it needs {taken.Needed}, and {taken.Available} of {taken.Total} are free", "It starts when other jobs give theirs back.")
            : null;
    }

    /// <summary>What can never start, however long it waits.</summary>
    private static WaitingWords? OfNeeds(WaitingFacts facts)
    {
        var queue = facts.JobQueue;
        var largest = facts.Queue?.Environments.Max(one => one.MaxVcpus ?? int.MaxValue) ?? int.MaxValue;
        if (facts.Vcpus > largest)
        {
            return new("NEVER_FITS", Text($"cannot start: it asks {facts.Vcpus} vCPU, and queue {queue} has at most {largest}{(facts.Queue?.Environments.Count > 1 ? $" in one compute environment ({Limits(facts)})" : "")}"), $"Ask for {largest} vCPU or less, or raise maxvCpus.");
        }

        if (facts.BlockedReason is not { } blocked)
        {
            return null;
        }

        // AWS: the reason's first part is its kind: MISCONFIGURATION, CAPACITY, ACTION_REQUIRED, UNDETERMINED (user guide, jobs stuck in RUNNABLE).
        var kind = blocked.Split(" - ")[0];
        return kind.StartsWith("CAPACITY", StringComparison.Ordinal)
            ? new("NO_INSTANCES", $"waits for instances that AWS has not to give now: it asks {Needs(facts)} on {Types(facts)} ({kind})", "Add instance types, or subnets in other Availability Zones, to the compute environment.")
            : new("NEVER_FITS", $"cannot start: it asks {Needs(facts)}, and on {Types(facts)} queue {queue} cannot give it ({blocked})", "Change what it asks for, or the compute environment, then submit it again.");
    }

    /// <summary>What waits for others to leave.</summary>
    private static WaitingWords OfTurn(WaitingFacts facts)
    {
        var queue = facts.JobQueue;
        var again = facts.EndedAttempts > 0 ? Text($"waits for its attempt {facts.EndedAttempts + 1}; it ") : "";

        return facts.Queue switch
        {
            { Before: [var (name, priority), ..] } known => new(
                "QUEUE_PRIORITY",
                Text($"{again}waits for jobs of queue {name}: its priority of {priority} is above the {known.Priority} of queue {queue}, and they share a compute environment"),
                "Submit it to that queue, or raise the priority of its own."),
            { IsFairShare: true, Place: not 0 } known => new(
                "FAIR_SHARE",
                Text($"{again}waits its turn by fair share: {Before(known)} in queue {queue}{(facts.ShareIdentifier is { } share ? $", and its share is {share}" : "")}"),
                "A share that has used less goes first; a weight in the scheduling policy changes that."),
            { Place: not 0 } known => new("TURN", Text($"{again}waits its turn: {Before(known)} in queue {queue}{Used(known)}"), null),
            var known => OfRoom(facts, again, known?.UsedVcpus, Most(known)),
        };
    }

    /// <param name="used">vCPUs in use; <c>null</c> where nobody tells.</param>
    /// <param name="most">vCPUs that there may be; <c>null</c> without a limit.</param>
    private static WaitingWords OfRoom(WaitingFacts facts, string again, decimal? used, decimal? most)
    {
        const string Hosts = "If it stays so, look at the instances of the compute environment; on one machine, at --max-vcpus.";
        var asks = $"it asks {Needs(facts)}";

        return (used, most) switch
        {
            (null, _) => new("STARTING_CAPACITY", $"{again}is next: {asks}, and AWS Batch does not tell what is free ({Limits(facts)})", Hosts),
            (_, null) => new("STARTING_CAPACITY", $"{again}is next: {asks}; queue {facts.JobQueue} has no limit of vCPU, and what is to run it is not up yet, or has not as much free", Hosts),
            ({ } held, { } all) when all - held < facts.Vcpus => new(
                "CAPACITY",
                Text($"{again}is next, and waits for room: {asks}, and of the {all} vCPU of queue {facts.JobQueue} {Math.Max(0, all - held)} are free ({Limits(facts)})"),
                "It starts when jobs end, or when maxvCpus is raised."),
            ({ } held, { } all) => new(
                "STARTING_CAPACITY",
                Text($"{again}is next: {asks}, and of the {all} vCPU of queue {facts.JobQueue} {all - held} are free; what is to run it is not up yet, or has not as much free"),
                Hosts),
        };
    }

    private static WaitingWords? OfNextTry(WaitingFacts facts) => facts switch
    {
        { ResubmittedAs: not null } => null,
        { Decision: FailureDecision.Pending } => new("DECISION", "has failed, and the failure rules have not decided yet whether it is tried again", null),
        { Decision: FailureDecision.Resubmitted, NextTryAt: { } at } => new("RETRY_DELAY", $"has failed, and is tried again at {at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC, as the failure rules say", $"POST /jobs/{facts.JobId}/resubmit tries it now."),
        { Decision: FailureDecision.Resubmitted } => new("RETRY_DELAY", "has failed, and is about to be submitted again, as the failure rules say", null),
        _ => null,
    };

    private static string Before(QueueFacts queue) => queue.Place is { } place ? $"{Jobs(place, "job", "jobs")} {(place == 1 ? "is" : "are")} before it" : "100 jobs or more are before it";

    private static string Used(QueueFacts queue) => (queue.UsedVcpus, Most(queue)) switch
    {
        (null, _) => "",
        ({ } used, null) => Text($", whose jobs hold {used} vCPU"),
        ({ } used, { } most) => Text($", whose jobs hold {used} of {most} vCPU"),
    };

    /// <summary>vCPUs of all environments that take jobs; <c>null</c> where one of them has no limit.</summary>
    private static decimal? Most(QueueFacts? queue) =>
        queue?.Environments.Where(Takes).Aggregate((decimal?)0, (sum, one) => sum + one.MaxVcpus);

    private static bool Takes(EnvironmentFacts environment) => environment is { State: "ENABLED", Status: not "INVALID" };

    /// <summary>Such as <c>2 vCPU, 2048 MiB, 1 GPU</c>.</summary>
    private static string Needs(WaitingFacts facts) => string.Join(", ", ((string?[])
    [
        Text($"{facts.Vcpus} vCPU"),
        facts.MemoryMiB is { } memory ? Text($"{memory} MiB") : null,
        facts.Gpus > 0 ? Text($"{facts.Gpus} GPU") : null,
    ]).OfType<string>());

    private static string Limits(WaitingFacts facts) => string.Join(", ", (facts.Queue?.Environments ?? []).Select(one =>
        $"{one.Name}: {(Takes(one) ? one.MaxVcpus is { } most ? Text($"at most {most}") : "no limit" : one.State == "DISABLED" ? "DISABLED" : "INVALID")}"));

    private static string Types(WaitingFacts facts) => string.Join(" or ", (facts.Queue?.Environments ?? []).Select(one => one.Types).Distinct());

    private static string Name(Awaited job) => job.JobName is { } name ? $"{name} ({job.JobId})" : job.JobId;

    private static string Status(Awaited job) => job.Status?.Name ?? "not known to AWS Batch any more";

    private static string Kind(Awaited job) => job.Type switch
    {
        "N_TO_N" => ", each child for the child of its index",
        "SEQUENTIAL" => ", one child after the other",
        _ => "",
    };

    /// <summary>Whoever waits for one that waits is told by that one.</summary>
    private static string? Ask(Awaited job) => job.Status is JobStatus.Pending or JobStatus.Runnable ? $"GET /jobs/{job.JobId}/waiting says why that one waits." : null;

    private static string Because(string? reason) => reason is { Length: > 0 } ? $" ({reason})" : "";

    private static string Jobs(int count, string one, string many) => Text($"{count} {(count == 1 ? one : many)}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
