using System.Text.Json;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Http;

namespace BatchFunctions.Tests.Jobs;

public sealed class QueueHeadsTests
{
    private const string Reason = "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - too much";

    private readonly FunctionStack _stack = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_waits_behind_a_blocked_head_shows_its_reason_and_its_id()
    {
        await BlockAsync("head");
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Runnable, jobId: "behind"), None);

        Assert.Equal((Reason, "head"), await WhyAsync("behind"));
    }

    [Fact]
    public async Task The_head_itself_is_blocked_by_nobody_else()
    {
        await BlockAsync("head");

        Assert.Equal((Reason, null), await WhyAsync("head"));
    }

    [Theory]
    [InlineData("STARTING")]
    [InlineData("FAILED")]
    public async Task Nothing_is_shown_once_the_head_has_moved_on(string status)
    {
        await BlockAsync("head");
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Runnable, jobId: "behind"), None);
        await _stack.Jobs.AdvanceAsync(A.Change(Parse(status), jobId: "head"), None);

        Assert.Equal((null, null), await WhyAsync("behind"));
    }

    [Theory]
    [InlineData("PENDING")]
    [InlineData("RUNNING")]
    public async Task Only_a_RUNNABLE_job_waits_for_its_queue(string status)
    {
        await BlockAsync("head");
        await _stack.Jobs.AdvanceAsync(A.Change(Parse(status), jobId: "other"), None);

        Assert.Equal((null, null), await WhyAsync("other"));
    }

    [Fact]
    public async Task A_job_of_another_queue_does_not_wait_for_it()
    {
        await BlockAsync("head");
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Runnable, jobId: "other", queue: "spot"), None);

        Assert.Equal((null, null), await WhyAsync("other"));
    }

    private async Task BlockAsync(string jobId)
    {
        var change = A.Change(JobStatus.Runnable, jobId: jobId) with { StatusReason = Reason };
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Runnable, jobId: jobId), None);
        await _stack.Jobs.MarkBlockedAsync(change, None);
        await _stack.Queues.RecordAsync(new BlockedQueue(change.JobQueue, jobId, change.At), None);
    }

    private async Task<(string? Reason, string? By)> WhyAsync(string jobId)
    {
        var answer = await HttpAnswer.OfAsync(_stack.Handler<DescribeJobHandler>().DescribeJob(jobId, _stack.Context));
        using var body = JsonDocument.Parse(answer.Body);

        return (Text(body, "blockedReason"), Text(body, "blockedBy"));
    }

    private static JobStatus Parse(string status) => JobStatusNames.Parse(status) ?? throw new FormatException($"{status} is no status.");

    private static string? Text(JsonDocument body, string name) =>
        body.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
}
