using System.Text.Json;

namespace LocalCloud.Console;

/// <summary>Knows the jobs of a manifest: the functions of the template by their records, or AWS Batch where there are no functions.</summary>
internal interface IJobRecords
{
    /// <summary>How to ask after a job later, as the rest of a sentence.</summary>
    string HowToAsk { get; }

    /// <summary>Where the job can be looked at; <c>null</c> where it has no address.</summary>
    Uri? RecordUrl(string jobId);

    /// <summary>What is known of a job, in the form of <c>GET /jobs/{jobId}</c>; <c>null</c> while that is nothing.</summary>
    Task<JsonDocument?> FindRecordAsync(string jobId, CancellationToken cancellation);

    /// <summary>Why a job waits, in the form of <c>GET /jobs/{jobId}/waiting</c>; <c>null</c> where nobody can tell now.</summary>
    Task<JsonDocument?> FindWaitingAsync(string jobId, CancellationToken cancellation);

    /// <summary>How far a submission has come, in the form of <c>GET /submissions/{submissionId}</c>; <c>null</c> where nobody can tell now.</summary>
    Task<JsonDocument?> FindSubmissionAsync(string submissionId, CancellationToken cancellation);

    /// <summary>One job of a submission that is in this status; <c>null</c> where none is.</summary>
    Task<SubmittedJob?> FirstJobAsync(string submissionId, string status, CancellationToken cancellation);

    /// <summary>The jobs of a submission that are FAILED.</summary>
    Task<IReadOnlyList<SubmittedJob>> FailedJobsAsync(string submissionId, CancellationToken cancellation);
}
