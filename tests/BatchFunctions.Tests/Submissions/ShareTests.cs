using System.Net;
using System.Text.Json;
using BatchFunctions.Jobs;
using BatchFunctions.Resubmissions;
using BatchFunctions.Submissions;
using BatchFunctions.Tests.Http;

namespace BatchFunctions.Tests.Submissions;

/// <summary>A job's share: kept with its record, listed by, carried through resubmissions.</summary>
public sealed class ShareTests
{
    private readonly FunctionStack _stack = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_share_is_kept_with_the_record_listed_and_resubmitted()
    {
        await SubmitAsync("one", "a");
        await SubmitAsync("two", "b");

        var listed = await ListAsync(new() { ["jobQueue"] = "fair", ["shareIdentifier"] = "b" });
        var job = Assert.Single(listed.GetProperty("jobs").EnumerateArray());
        Assert.Equal("two", job.GetProperty("jobName").GetString());

        var jobId = job.GetProperty("jobId").GetString() ?? "";
        Assert.Equal("b", (await _stack.Jobs.FindAsync(jobId, None))?.ShareIdentifier);
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Failed, endedAttempts: 1) with { JobId = jobId, JobQueue = "fair" }, None);
        var again = await HttpAnswer.OfAsync(_stack.Handler<ResubmitJobHandler>().ResubmitJob(jobId, new(), _stack.Context));

        Assert.Equal(HttpStatusCode.Created, again.Status);
        Assert.Contains("\"shareIdentifier\":\"b\"", _stack.Batch.Submitted[^1].Request, StringComparison.Ordinal);
        Assert.Equal(2, (await ListAsync(new() { ["jobQueue"] = "fair", ["shareIdentifier"] = "b" })).GetProperty("jobs").GetArrayLength());
    }

    [Fact]
    public async Task A_share_is_one_of_its_queue_and_not_asked_for_without_it()
    {
        var answer = await HttpAnswer.OfAsync(_stack.Handler<ListJobsHandler>().ListJobs(
            new() { QueryStringParameters = new Dictionary<string, string> { ["shareIdentifier"] = "a" } }, _stack.Context));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("needs jobQueue beside it", answer.Body, StringComparison.Ordinal);
    }

    private async Task SubmitAsync(string name, string share) => Assert.Equal(HttpStatusCode.Created, (await HttpAnswer.OfAsync(_stack.Handler<SubmitJobHandler>().SubmitJob(
        new() { Body = $$"""{"jobName":"{{name}}","jobQueue":"fair","jobDefinition":"hello","shareIdentifier":"{{share}}","schedulingPriorityOverride":1}""" }, _stack.Context))).Status);

    private async Task<JsonElement> ListAsync(Dictionary<string, string> query)
    {
        var answer = await HttpAnswer.OfAsync(_stack.Handler<ListJobsHandler>().ListJobs(new() { QueryStringParameters = query }, _stack.Context));

        return JsonDocument.Parse(answer.Body).RootElement;
    }
}
