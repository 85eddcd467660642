using System.Net;
using System.Text.Json;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Http;

namespace BatchFunctions.Tests.Jobs;

/// <summary>What is answered of an array, which itself runs nothing.</summary>
public sealed class ArrayAnswerTests
{
    private readonly FunctionStack _stack = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_logs_of_an_array_are_those_of_its_children_and_the_answer_says_how_to_ask()
    {
        await SubmitAsync();

        var answer = await HttpAnswer.OfAsync(_stack.HandlerWith<ReadJobLogsHandler, IJobLogs>(new NoLogs()).ReadJobLogs(A.JobId, new(), _stack.Context));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains($"is an array of 3, and its output is that of its children: ask for /jobs/{A.JobId}:0/logs to /jobs/{A.JobId}:2/logs.", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cause_of_an_array_is_that_of_most_of_its_failed_children()
    {
        await SubmitAsync();
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Failed) with { StatusReason = "Array Child Job failed" }, None);
        foreach (var (index, cause) in ((int, string)[])[(0, "Timeout"), (1, "OutOfMemory"), (2, "OutOfMemory")])
        {
            await _stack.Jobs.RecordFailedChildAsync(new(A.JobId, index, null, cause, A.Noon, []), None);
        }

        var answer = await HttpAnswer.OfAsync(_stack.Handler<DescribeJobHandler>().DescribeJob(A.JobId, _stack.Context));

        Assert.Contains("\"cause\":\"OutOfMemory\",\"decision\"", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_time_of_a_record_stands_as_ISO_8601_beside_the_milliseconds()
    {
        await SubmitAsync();
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Failed), None);

        using var answer = JsonDocument.Parse((await HttpAnswer.OfAsync(_stack.Handler<DescribeJobHandler>().DescribeJob(A.JobId, _stack.Context))).Body);

        List<JsonElement> parts = [answer.RootElement, .. answer.RootElement.GetProperty("history").EnumerateArray()];
        var times = parts.SelectMany(part => part.EnumerateObject().Where(member => member.Name == "at" || member.Name.EndsWith("At", StringComparison.Ordinal)).Select(member => (part, member))).ToList();
        Assert.Contains(times, time => time.member.Name == "createdAt");
        Assert.Contains(times, time => time.member.Name == "at");
        Assert.All(times, time => Assert.Equal(time.member.Value.GetInt64(), time.part.GetProperty(time.member.Name + "Iso").GetDateTimeOffset().ToUnixTimeMilliseconds()));
    }

    private Task SubmitAsync() => _stack.Jobs.RecordSubmissionAsync(A.Submitted().Asking(request => request with { ArraySize = 3 }), None);

    private sealed class NoLogs : IJobLogs
    {
        public Task<JobLogPage?> ReadAsync(string group, string stream, JobLogRange range, CancellationToken cancellation) =>
            throw new InvalidOperationException("An array has no logs.");
    }
}
