using BatchFunctions.Jobs;

namespace BatchFunctions.Waiting;

/// <summary>What is known about a job that is not over, or about one that failed and may be tried again.</summary>
internal sealed record WaitingFacts
{
    public required string JobId { get; init; }

    public required JobStatus Status { get; init; }

    /// <summary>Since when it has this status; <c>null</c> where nobody told.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Name of its queue.</summary>
    public required string JobQueue { get; init; }

    /// <summary>AWS Batch's own words about it.</summary>
    public string? StatusReason { get; init; }

    /// <summary>Why AWS Batch said that it blocks its queue; of the head where it is another job.</summary>
    public string? BlockedReason { get; init; }

    /// <summary>The job at the head of its queue that cannot start.</summary>
    public string? BlockedBy { get; init; }

    /// <summary>It was cancelled, which takes place once what it depends on is over.</summary>
    public bool IsCancelled { get; init; }

    public string? ShareIdentifier { get; init; }

    public decimal Vcpus { get; init; }

    public int? MemoryMiB { get; init; }

    public int Gpus { get; init; }

    /// <summary>Image that its host has to have.</summary>
    public string? Image { get; init; }

    /// <summary>Attempts that are over.</summary>
    public int EndedAttempts { get; init; }

    public IReadOnlyList<Awaited> Dependencies { get; init; } = [];

    public IReadOnlyList<Consumed> Consumables { get; init; } = [];

    /// <summary><c>null</c> where AWS Batch knows no such queue any more.</summary>
    public QueueFacts? Queue { get; init; }

    /// <summary>What the failure rules decided of a failed job; <c>null</c> until they have.</summary>
    public string? Decision { get; init; }

    /// <summary>When the next try is submitted, where the rules wait with it.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    public string? ResubmittedAs { get; init; }

    /// <summary>Of an array how many of its children are in which status; empty for any other job.</summary>
    public IReadOnlyDictionary<JobStatus, int> Children { get; init; } = new Dictionary<JobStatus, int>();

    /// <summary>Jobs that were accepted and that AWS Batch has not taken yet; <c>null</c> for a job that it has.</summary>
    public Unsubmitted? Unsubmitted { get; init; }

    /// <summary>What nobody tells who asks with AWS Batch's own calls, a sentence each.</summary>
    public IReadOnlyList<string> NotKnown => Status switch
    {
        _ when Unsubmitted is not null => [],
        JobStatus.Runnable => [.. WaitingLimits.OfQueue(this)],
        JobStatus.Starting => ["How far the pull of its image is: AWS Batch does not tell."],
        _ => [],
    };
}

/// <summary>Says what AWS Batch's calls cannot tell about a job that waits in a queue.</summary>
internal static class WaitingLimits
{
    public static IEnumerable<string> OfQueue(WaitingFacts facts)
    {
        if (facts.Queue is not { } queue)
        {
            yield break;
        }

        // AWS: the first 100 RUNNABLE jobs of a queue (API_GetJobQueueSnapshot).
        if (queue.Place is null)
        {
            yield return "Its place: AWS Batch tells the first 100 jobs of a queue only.";
        }

        if (queue.UsedVcpus is null)
        {
            yield return "How many vCPUs are in use: AWS Batch did not tell.";
        }
        else if (queue.Environments.Count > 1)
        {
            // AWS: utilization is told of the queue as a whole (API_QueueSnapshotUtilizationDetail).
            yield return "How many vCPUs of each compute environment are in use: AWS Batch tells it of the queue only.";
        }

        yield return "How much memory is free on each instance: AWS Batch does not tell.";
    }
}

/// <summary>Jobs that were accepted and that AWS Batch has not taken yet.</summary>
/// <param name="SubmissionId">Under which their fate can be asked.</param>
/// <param name="State">ACCEPTED while they go onto the submit queue, QUEUED while they are on it.</param>
/// <param name="Left">Jobs that AWS Batch has not answered for.</param>
/// <param name="Total">Jobs of the submission.</param>
internal sealed record Unsubmitted(string SubmissionId, string State, int Left, int Total);

/// <summary>A job that another one waits for.</summary>
/// <param name="Status"><c>null</c> where AWS Batch does not know it any more.</param>
/// <param name="Type">N_TO_N or SEQUENTIAL; <c>null</c> for the whole job.</param>
internal sealed record Awaited(string JobId, string? JobName, JobStatus? Status, string? Type);

/// <summary>A consumable resource that a job needs.</summary>
/// <param name="Needed">Units that it takes.</param>
/// <param name="Available">Units that are free; <c>null</c> where there is no such resource.</param>
/// <param name="Total">Units that there are.</param>
internal sealed record Consumed(string Name, long Needed, long? Available, long? Total);

/// <summary>A job queue as it stands before the job.</summary>
/// <param name="Place">Jobs before it among the first hundred; <c>null</c> where it is not among them.</param>
/// <param name="UsedVcpus">vCPUs that jobs of the queue, and of those that share its compute environments, hold now; <c>null</c> where AWS Batch did not tell.</param>
/// <param name="IsFairShare">It has a scheduling policy.</param>
internal sealed record QueueFacts(string Name, string State, string Status, string? StatusReason, int Priority, bool IsFairShare, int? Place, decimal? UsedVcpus)
{
    /// <summary>In the order in which they are tried.</summary>
    public IReadOnlyList<EnvironmentFacts> Environments { get; init; } = [];

    /// <summary>Queues with a higher priority that share a compute environment and have jobs that wait.</summary>
    public IReadOnlyList<(string Name, int Priority)> Before { get; init; } = [];
}

/// <summary>A compute environment of a queue.</summary>
/// <param name="MaxVcpus"><c>maxvCpus</c>; <c>null</c> where it has none.</param>
/// <param name="Types">What jobs run on there, such as <c>FARGATE</c> or <c>m5.large</c>.</param>
internal sealed record EnvironmentFacts(string Name, string State, string Status, string? StatusReason, int? MaxVcpus, string Types);
