using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalBatch.Testing;

/// <summary>What a <see cref="LocalBatchServer"/> is started with. All of it has a default.</summary>
public sealed record LocalBatchOptions
{
    /// <summary>
    /// The clock: time stamps, durations of jobs, time-outs. With a <c>FakeTimeProvider</c> nothing is waited for: jobs take the time
    /// they say as the clock is moved. <c>null</c>: the system's.
    /// </summary>
    public TimeProvider? Time { get; init; }

    /// <summary>Most vCPUs that <see cref="LocalBatchServer.DefaultQueue"/> has for jobs at once. Default: 256.</summary>
    public int MaxVcpus { get; init; } = 256;

    /// <summary>
    /// How long a job is missing from the answers of ListJobs after SubmitJob, as on AWS; DescribeJobs knows it at once. Default: two
    /// seconds with a <see cref="Time"/> that was given, nothing without.
    /// </summary>
    public TimeSpan? ListLag { get; init; }

    /// <summary>How long a compute environment or job queue stays CREATING, UPDATING or DELETING. Default: no time at all.</summary>
    public TimeSpan LifecycleDelay { get; init; } = TimeSpan.Zero;

    /// <summary>How long a wait for a job lasts, by the system's clock, before it fails. Default: 30 seconds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether SubmitJob registers a definition that is named for the first time and was never registered, one vCPU and 512 MiB.
    /// <c>false</c>: it is refused, as on AWS. Default: <c>true</c>, so that a test says nothing that it is not about.
    /// </summary>
    public bool DefinesOnSubmit { get; init; } = true;

    /// <summary>Region in every ARN.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Account in every ARN, 12 digits.</summary>
    public string AccountId { get; init; } = "123456789012";

    /// <summary>Where the engine says what went wrong inside it. Default: nowhere.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
