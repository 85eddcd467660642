using System.Net;
using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Http;
using BatchFunctions.Resubmissions;
using BatchFunctions.Submissions;
using BatchFunctions.Tests.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace BatchFunctions.Tests.Http;

/// <summary>Requests whose caller was told 503 by API Gateway before they were begun.</summary>
public sealed class CallerTimeTests
{
    private const string Body = """{"jobName":"hello","jobQueue":"default","jobDefinition":"hello"}""";

    private readonly FunctionStack _stack = new();

    public static TheoryData<string> Operations => [.. Routes.All.Select(route => route.Operation)];

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 30)]
    [InlineData(29, 1)]
    public void A_caller_waits_for_thirty_seconds(int after, int left) =>
        Assert.Equal(TimeSpan.FromSeconds(left), CallerTime.Left(Request(""), A.Noon.AddSeconds(after)));

    [Fact]
    public void A_request_that_does_not_tell_when_it_came_has_all_the_time() =>
        Assert.Null(CallerTime.Left(new(), A.Noon));

    [Fact]
    public void An_event_that_somebody_has_kept_has_all_the_time() =>
        Assert.Null(CallerTime.Left(Request(""), A.Noon.AddMinutes(15).AddSeconds(1)));

    [Fact]
    public void One_whose_caller_has_gone_is_told_so() => Assert.Equal(
        "The request waited for 31 s, and its caller was told 503 after 30: nothing was done. Ask again.",
        Assert.Throws<ProblemException>(() => CallerTime.Left(Request(""), A.Noon.AddSeconds(31))).Problem.Detail);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task No_route_is_worked_on_for_a_caller_who_has_gone(string operation)
    {
        _stack.Clock.Advance(TimeSpan.FromSeconds(31));

        // An AWS Batch that fails on every call: none may be made.
        var answer = await HttpAnswer.OfAsync(_stack.CallAsync(Routes.Of(operation), Request("{}"), "one", services => services.AddSingleton(ScriptedBatch.Create().Client)));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Contains("its caller was told 503 after 30: nothing was done", answer.Body, StringComparison.Ordinal);
        Assert.Equal((0, 0), (_stack.Batch.Submitted.Count, _stack.Queue.Sent.Count));
    }

    [Fact]
    public async Task Nothing_is_done_for_a_caller_who_has_gone()
    {
        _stack.Clock.Advance(TimeSpan.FromSeconds(30));

        var job = await HttpAnswer.OfAsync(_stack.Handler<SubmitJobHandler>().SubmitJob(Request(Body), _stack.Context));
        var manifest = await HttpAnswer.OfAsync(_stack.Handler<SubmitManifestHandler>().SubmitManifest(Request($$"""{"jobs":[{{Body}}]}"""), _stack.Context));
        var again = await HttpAnswer.OfAsync(_stack.Handler<ResubmitJobHandler>().ResubmitJob(A.JobId, Request("{}"), _stack.Context));

        Assert.All([job, manifest, again], answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status));
        Assert.Equal((0, 0, 0), (_stack.Batch.Submitted.Count, _stack.Submissions.Count, _stack.Queue.Sent.Count));
    }

    [Fact]
    public async Task The_repetition_of_it_makes_the_job()
    {
        _stack.Clock.Advance(TimeSpan.FromSeconds(30));
        await _stack.Handler<SubmitJobHandler>().SubmitJob(Request(Body), _stack.Context);

        var answer = await HttpAnswer.OfAsync(_stack.Handler<SubmitJobHandler>().SubmitJob(Request(Body, came: A.Noon.AddSeconds(30)), _stack.Context));

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Single(_stack.Batch.Submitted);
    }

    [Fact]
    public async Task A_job_is_not_submitted_when_its_caller_goes_meanwhile_and_whoever_repeats_it_goes_on_at_once()
    {
        using var time = new CancellationTokenSource();
        var (intents, jobs) = (new InMemoryIntents(), new InMemoryJobs());
        var submitter = new BatchFunctions.Intents.JobSubmitter(intents, jobs, _stack.Batch, _stack.Clock, Guid.NewGuid);
        await time.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => submitter.SubmitAsync(A.Request(), time.Token));
        Assert.Empty(_stack.Batch.Submitted);

        Assert.IsType<BatchFunctions.Intents.SubmitOutcome.Submitted>(await submitter.SubmitAsync(A.Request(), None));
        Assert.Single(_stack.Batch.Submitted);
    }

    private static APIGatewayHttpApiV2ProxyRequest Request(string body, DateTimeOffset? came = null) => new()
    {
        Body = body,
        Headers = new Dictionary<string, string> { ["content-type"] = "application/json", ["idempotency-key"] = "k" },
        RequestContext = new() { TimeEpoch = (came ?? A.Noon).ToUnixTimeMilliseconds() },
    };
}
