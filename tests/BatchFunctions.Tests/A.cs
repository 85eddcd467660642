using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Tests;

/// <summary>Things with defaults, so that a test shows only what matters to it.</summary>
internal static class A
{
    public const string JobId = "11111111-1111-4111-8111-111111111111";

    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static JobRequest Request(string key = "key", string name = "hello", string body = """{"jobName":"hello","jobQueue":"default","jobDefinition":"hello"}""") => new()
    {
        Token = Token.Of(key),
        Body = body,
        JobName = name,
        JobQueue = "default",
        JobDefinition = "hello",
    };

    public static JobChange Change(JobStatus status, int endedAttempts = 0, string jobId = JobId, DateTimeOffset? createdAt = null, string name = "hello", string queue = "default") => new()
    {
        JobId = jobId,
        JobName = name,
        JobQueue = $"arn:aws:batch:us-east-1:123456789012:job-queue/{queue}",
        JobDefinition = "arn:aws:batch:us-east-1:123456789012:job-definition/hello:1",
        Status = status,
        At = (createdAt ?? Noon).AddSeconds(10 + (endedAttempts * 100) + (int)status),
        CreatedAt = createdAt ?? Noon,
        Attempts = [.. Enumerable.Range(0, endedAttempts).Select(n => new JobAttempt(1, null, "Essential container in task exited", $"hello/default/{n}", Noon, Noon.AddSeconds(5)))],
    };

    public static SubmittedJob Submitted(string jobId = JobId, string? submissionId = null, DateTimeOffset? at = null, string name = "hello", string queue = "default") =>
        new(jobId, Request(jobId, name) with { JobQueue = queue, SubmissionId = submissionId }, at ?? Noon);

    /// <summary>The same job of another request.</summary>
    public static SubmittedJob Asking(this SubmittedJob job, Func<JobRequest, JobRequest> change) => job with { Request = change(job.Request) };

    /// <summary>The accepted request that a job is.</summary>
    public static Intent Accepted(SubmittedJob job) => Intent.Of(job.Request, job.At, job.At, "owner") with { Doubt = null, JobId = job.JobId };
}
