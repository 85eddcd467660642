using System.Net;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.SQSEvents;
using Amazon.Runtime;
using BatchFunctions.Following;
using BatchFunctions.Tests.Tracking;
using BatchFunctions.Tracking;

namespace BatchFunctions.Tests.Http;

public sealed class ChangesTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    private readonly FunctionStack _stack = new();
    private readonly DescribeChangesHandler _looker;
    private readonly JobStateChangedHandler _tracker;

    public ChangesTests() => (_looker, _tracker) = (_stack.Handler<DescribeChangesHandler>(), _stack.Handler<JobStateChangedHandler>());

    private async Task<(string Token, bool IsWhole, IReadOnlyList<string?> Jobs)> AskAsync(string? since = null, int wait = 0)
    {
        var query = new Dictionary<string, string> { ["wait"] = $"{wait}" };
        if (since is not null)
        {
            query["since"] = since;
        }

        using var document = JsonDocument.Parse((await HttpAnswer.OfAsync(_looker.DescribeChanges(new() { QueryStringParameters = query }, _stack.Context))).Body);
        var root = document.RootElement;

        return (root.GetProperty("token").GetString() ?? "", root.GetProperty("isWhole").GetBoolean(), [.. root.GetProperty("jobs").EnumerateArray().Select(job => job.GetString())]);
    }

    private async Task HappenAsync(params IEnumerable<string> events)
    {
        _stack.Clock.Advance(TimeSpan.FromSeconds(10));
        var answer = await _tracker.JobStateChanged(new SQSEvent { Records = [.. events.Select((body, n) => new SQSEvent.SQSMessage { MessageId = $"m{n}", Body = body })] }, _stack.Context);
        Assert.Empty(answer.BatchItemFailures);
    }

    [Fact]
    public async Task While_nobody_looks_nothing_is_written_and_hardly_anything_read()
    {
        for (var delivery = 0; delivery < 10; delivery++)
        {
            await HappenAsync(AnEvent.Of("RUNNABLE"));
        }

        _stack.Clock.Advance(TimeSpan.FromSeconds(5));
        await _stack.Handler<ChangeTeller>().TellAsync([A.JobId, A.JobId], None);
        Assert.Empty(_stack.Changes.Told);
        Assert.InRange(_stack.Changes.Asked, 1, 11);
    }

    [Fact]
    public async Task What_moves_is_told_once_to_who_looks()
    {
        var first = await AskAsync();
        Assert.Equal((true, 0), (first.IsWhole, first.Jobs.Count));

        await HappenAsync(AnEvent.Of("RUNNABLE"), AnEvent.Of("STARTING"), AnEvent.Of("RUNNING", jobId: "22222222-2222-4222-8222-222222222222"));
        var second = await AskAsync(first.Token);
        var third = await AskAsync(second.Token);

        Assert.Equal([A.JobId, "22222222-2222-4222-8222-222222222222"], second.Jobs);
        Assert.Empty(third.Jobs);
        Assert.True(third.IsWhole);
        Assert.Equal(1, _stack.Changes.Renewed);
    }

    public static TheoryData<Exception> Failures => [new AmazonDynamoDBException("throttled"), new AmazonClientException("no credentials"), new HttpRequestException("reset"), new TimeoutException()];

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task What_cannot_be_told_is_no_reason_to_take_the_events_once_more(Exception failure)
    {
        _stack.Changes.Failure = failure;

        await HappenAsync(AnEvent.Of("RUNNABLE"));
    }

    [Fact]
    public async Task The_failed_child_of_an_array_is_told_as_its_array()
    {
        var token = (await AskAsync()).Token;

        await HappenAsync(AnEvent.Of("FAILED", jobId: $"{A.JobId}:7"));

        Assert.Equal([A.JobId], (await AskAsync(token)).Jobs);
    }

    [Fact]
    public async Task A_page_that_comes_back_after_a_night_is_told_to_look_at_all_and_nothing_of_the_night_is_read()
    {
        var token = (await AskAsync()).Token;
        await HappenAsync(AnEvent.Of("RUNNABLE"));
        _stack.Clock.Advance(TimeSpan.FromHours(9));
        var reads = _stack.Changes.Reads;

        var morning = await AskAsync(token);

        Assert.Equal((false, 0, reads), (morning.IsWhole, morning.Jobs.Count, _stack.Changes.Reads));
        Assert.True((await AskAsync(morning.Token)).IsWhole);
    }

    [Fact]
    public async Task More_than_is_read_at_a_time_is_told_as_everything()
    {
        var token = (await AskAsync()).Token;
        for (var delivery = 0; delivery < 25; delivery++)
        {
            _stack.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await _stack.Changes.TellAsync(new(ChangeKeys.Of(_stack.Clock.GetUtcNow(), Guid.NewGuid()), [$"{delivery}"]), _stack.Clock.GetUtcNow(), None);
        }

        var answer = await AskAsync(token);

        Assert.Equal((false, 0, 1), (answer.IsWhole, answer.Jobs.Count, _stack.Changes.Reads));
    }

    [Fact]
    public async Task Who_waits_is_answered_when_something_moves_and_at_the_latest_when_the_time_is_over()
    {
        var token = (await AskAsync()).Token;
        var waiting = AskAsync(token, wait: 20);
        while (!waiting.IsCompleted)
        {
            _stack.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Empty((await waiting).Jobs);
        // A look a second, whatever happens.
        Assert.InRange(_stack.Changes.Reads, 2, 21);

        var next = AskAsync((await waiting).Token, wait: 20);
        Assert.False(next.IsCompleted);
        await _stack.Changes.TellAsync(new(ChangeKeys.Of(_stack.Clock.GetUtcNow(), Guid.NewGuid()), ["moved"]), _stack.Clock.GetUtcNow(), None);
        _stack.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["moved"], (await next).Jobs);
    }

    [Theory]
    [InlineData("since", "nonsense", "?since")]
    [InlineData("wait", "21", "?wait")]
    [InlineData("wait", "-1", "?wait")]
    [InlineData("jobId", "x", "?jobId")]
    public async Task A_wrong_question_is_told_so(string name, string value, string place)
    {
        var request = new APIGatewayHttpApiV2ProxyRequest { QueryStringParameters = new Dictionary<string, string> { [name] = value } };

        var answer = await HttpAnswer.OfAsync(_looker.DescribeChanges(request, _stack.Context));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains($"\"{place}\"", answer.Body, StringComparison.Ordinal);
    }
}
