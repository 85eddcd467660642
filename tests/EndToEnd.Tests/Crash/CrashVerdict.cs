using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.S3.Model;
using Amazon.SQS.Model;

namespace EndToEnd.Tests.Crash;

/// <summary>Holds the last life of a stack to what all lives before it acknowledged.</summary>
internal sealed class CrashVerdict(LocalCloudProcess stack, Ledger ledger, Func<string> story)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Every job there is, once those that must be there are, and all are over.</summary>
    public async Task<IReadOnlyList<JobSummary>> JobsAsync()
    {
        using var batch = StackFixture.Batch(stack);
        var (_, jobs) = await Wait.UntilAsync(
            async () =>
            {
                var all = await Batches.JobsAsync(batch, "default", Ledger.Prefix);
                var missing = ledger.JobNames.Except(all.Select(job => job.JobName)).ToList();
                var open = all.Where(job => job.Status != JobStatus.SUCCEEDED && job.Status != JobStatus.FAILED).Select(job => $"{job.JobName} {job.Status}").ToList();
                return (Lacking: $"{missing.Count} missing: {string.Join(", ", missing.Take(5))}; {open.Count} open: {string.Join(", ", open.Take(5))}", all);
            },
            seen => seen.Lacking.StartsWith("0 missing: ; 0 open", StringComparison.Ordinal),
            "all acknowledged jobs to be over",
            story);
        return jobs;
    }

    /// <summary>One job a name, with the id that was told; each attempt ran once, and only a kill cut one short.</summary>
    public async Task CheckJobsAsync(IReadOnlyList<JobSummary> jobs, ExecutionLog executions)
    {
        var twice = jobs.GroupBy(job => job.JobName).Where(same => same.Count() > 1).Select(same => $"{same.Key} is {string.Join(", ", same.Select(job => job.JobId))}");
        Assert.True(!twice.Any(), $"{string.Join('\n', twice)}\n{story()}");
        var ids = jobs.ToDictionary(job => job.JobName, job => job.JobId);
        Assert.All([.. ledger.Jobs, .. ledger.Requests], told => Assert.Equal(told.Value, ids[told.Key]));

        using var batch = StackFixture.Batch(stack);
        var complaints = new List<string?>();
        foreach (var some in jobs.Chunk(100))
        {
            var described = await batch.DescribeJobsAsync(new DescribeJobsRequest { Jobs = [.. some.Select(job => job.JobId)] }, Cancellation);
            complaints.AddRange(described.Jobs.Select(job => Complaint(job, executions)));
        }

        var told = complaints.OfType<string>().ToList();
        Assert.True(told.Count == 0, $"{told.Count} of {jobs.Count}:\n{string.Join('\n', told.Take(20))}\n{story()}");
    }

    public async Task CheckObjectsAsync()
    {
        using var s3 = StackFixture.S3(stack);
        foreach (var (key, content) in ledger.Manifests)
        {
            using var found = await s3.GetObjectAsync(new GetObjectRequest { BucketName = stack.InboxBucket, Key = key }, Cancellation);
            using StreamReader reader = new(found.ResponseStream);
            Assert.Equal(content, await reader.ReadToEndAsync(Cancellation));
        }
    }

    public async Task CheckMessagesAsync()
    {
        using var sqs = StackFixture.Sqs(stack);
        HashSet<string> found = [];
        while (await sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest { QueueUrl = $"{stack.Endpoint}123456789012/{CrashLoad.Queue}", MaxNumberOfMessages = 10, VisibilityTimeout = 600 }, Cancellation)
            is { Messages: { Count: > 0 } messages })
        {
            found.UnionWith(messages.Select(message => message.Body));
        }

        Assert.Empty(ledger.Messages.Except(found));
    }

    /// <summary>After the sweep, the records say of each job what AWS Batch says.</summary>
    public async Task CheckTableAsync(IReadOnlyList<JobSummary> jobs)
    {
        using HttpClient http = new();
        Api api = new(stack, http);
        await Sweep.RunAsync(stack);
        var wanted = jobs.Select(job => $"{job.JobName} {job.JobId} {job.Status}").Order(StringComparer.Ordinal).ToList();
        await Wait.UntilAsync(
            async () =>
            {
                var records = (await api.ListAsync($"/jobs?jobQueue=default&namePrefix={Ledger.Prefix}&limit=100", "jobs"))
                    .Select(record => $"{record.Text("jobName")} {record.Text("jobId")} {record.Text("status")}")
                    .Order(StringComparer.Ordinal)
                    .ToList();
                return string.Join('\n', [.. wanted.Except(records).Select(line => $"only AWS Batch: {line}"), .. records.Except(wanted).Select(line => $"only the table: {line}")]);
            },
            difference => difference.Length == 0,
            "the table to agree with AWS Batch",
            story);
    }

    private static string? Complaint(JobDetail job, ExecutionLog executions)
    {
        if (job.Status != JobStatus.SUCCEEDED)
        {
            return $"{job.JobName} {job.JobId} is {job.Status} ({job.StatusReason})";
        }

        var cut = job.Attempts.SkipLast(1).FirstOrDefault(attempt => attempt.StatusReason != "Task host terminated.");
        return cut is not null
            ? $"{job.JobName} {job.JobId} was tried again after: {cut.StatusReason}"
            : executions.Complaint(job.JobId, job.Attempts.Count);
    }
}
