using System.Net;
using Amazon.Batch.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Resubmissions;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tests.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Tests.Jobs;

/// <summary>An id is exact. AWS Batch, or what stands in for it, may be more generous with spelling.</summary>
public sealed class ExactIdTests
{
    private const string JobId = "abcdef12-1111-4111-8111-11111111111a";

    private static readonly string[] Routes = ["describe", "logs", "cancel", "terminate", "resubmit"];

    private readonly FunctionStack _stack = new();
    private readonly ScriptedBatch _aws = ScriptedBatch.Create();

    public ExactIdTests() => _aws
        .On((DescribeJobsRequest asked) => new DescribeJobsResponse
        {
            Jobs = [.. asked.Jobs.Select(id => id.Trim().ToLowerInvariant()).Where(id => id.StartsWith(JobId, StringComparison.Ordinal)).Select(id => new JobDetail { JobId = id, JobName = "hello", JobQueue = "default", JobDefinition = "hello:1", Status = "RUNNABLE" })],
        })
        .On((CancelJobRequest _) => new CancelJobResponse())
        .On((TerminateJobRequest _) => new TerminateJobResponse());

    public static TheoryData<string, string> Misspelt => [.. from route in Routes
        from id in (string[])["ABCDEF12-1111-4111-8111-11111111111A", $"{JobId} ", $" {JobId}", $"{JobId}\n", $"{JobId.ToUpperInvariant()}:3", $"{JobId}:3 ", $"{JobId.ToUpperInvariant()}#0", "", " "]
        select (route, id)];

    public static TheoryData<string> Parts => [JobId, $"{JobId}:3", $"{JobId}#0"];

    [Theory]
    [MemberData(nameof(Misspelt))]
    public async Task An_id_in_another_spelling_is_404_and_nothing_is_done(string route, string id)
    {
        await _stack.Jobs.RecordSubmissionAsync(A.Submitted(JobId), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, (await CallAsync(route, id)).Status);
        Assert.DoesNotContain(_aws.Requests, request => request is CancelJobRequest or TerminateJobRequest or SubmitJobRequest);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task A_job_a_child_of_an_array_and_a_node_are_found_by_their_ids(string id)
    {
        var answer = await CallAsync("describe", id);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains($"\"jobId\":\"{id}\"", answer.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, (await CallAsync("cancel", id)).Status);
        Assert.Equal(id, Assert.IsType<CancelJobRequest>(_aws.Requests[^1]).JobId);
    }

    private sealed class NoLogs : IJobLogs
    {
        public Task<JobLogPage?> ReadAsync(string group, string stream, JobLogRange range, CancellationToken cancellation) =>
            throw new InvalidOperationException("Nobody reads the logs of a job that is not there.");
    }

    private Task<HttpAnswer> CallAsync(string route, string id)
    {
        IBatchJobs batch = new BatchJobs(_aws.Client, _aws.Client, new SingleSend());
        var stop = new Amazon.Lambda.APIGatewayEvents.APIGatewayHttpApiV2ProxyRequest { Body = """{"reason":"enough"}""" };

        return HttpAnswer.OfAsync(route switch
        {
            "describe" => _stack.HandlerWith<DescribeJobHandler, IBatchJobs>(batch).DescribeJob(id, _stack.Context),
            "logs" => new ReadJobLogsHandler(_stack.Jobs, batch, new NoLogs()).ReadJobLogs(id, new(), _stack.Context),
            "cancel" => _stack.HandlerWith<CancelJobHandler, IBatchJobs>(batch).CancelJob(id, stop, _stack.Context),
            "terminate" => _stack.HandlerWith<TerminateJobHandler, IBatchJobs>(batch).TerminateJob(id, stop, _stack.Context),
            _ => _stack.HandlerWith<ResubmitJobHandler, IBatchJobs>(batch).ResubmitJob(id, new(), _stack.Context),
        });
    }
}
