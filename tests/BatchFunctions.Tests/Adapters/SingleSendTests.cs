using Amazon.Batch;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;
using Support.RuntimeApi;

namespace BatchFunctions.Tests.Adapters;

/// <summary>The SDK as it is, over real sockets, and a server that takes the job and does not say so.</summary>
public sealed class SingleSendTests
{
    private const string Hello = """{"jobName":"hello","jobQueue":"default","jobDefinition":"hello"}""";

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(LostAnswer.Closed)]
    [InlineData(LostAnswer.Reset)]
    [InlineData(LostAnswer.Html)]
    [InlineData(LostAnswer.Empty)]
    [InlineData(LostAnswer.NoId)]
    [InlineData(LostAnswer.Redirect)]
    public async Task A_SubmitJob_whose_answer_is_lost_leaves_once_and_is_unheard(LostAnswer lost)
    {
        await using var aws = new AwsEndpoint(lost);

        Assert.IsType<SubmitReply.Unheard>(await Jobs(aws).SubmitAsync(Hello, "token", None));

        Assert.Equal(1, aws.Submitted);
    }

    [Fact]
    public async Task Each_SubmitJob_may_leave_once_also_side_by_side_and_one_after_the_other()
    {
        await using var aws = new AwsEndpoint(LostAnswer.Closed);
        var jobs = Jobs(aws);

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => jobs.SubmitAsync(Hello, $"token-{n}", None)));
        await jobs.SubmitAsync(Hello, "another", None);

        Assert.All(replies, reply => Assert.IsType<SubmitReply.Unheard>(reply));
        Assert.Equal(9, aws.Submitted);
    }

    [Fact]
    public async Task A_job_that_AWS_Batch_answers_for_is_taken_over_the_same_connection_again_and_again()
    {
        await using var aws = new AwsEndpoint();
        var jobs = Jobs(aws);

        for (var n = 0; n < 5; n++)
        {
            Assert.IsType<SubmitReply.Accepted>(await jobs.SubmitAsync(Hello, "token", None));
        }

        Assert.Equal(5, aws.Submitted);
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_is_sent_and_the_job_is_unheard()
    {
        string url;
        await using (var gone = new AwsEndpoint())
        {
            url = gone.Url;
        }

        Assert.IsType<SubmitReply.Unheard>(await Jobs(url).SubmitAsync(Hello, "token", None));
    }

    [Fact]
    public async Task A_client_that_is_to_send_once_refuses_to_send_uncounted()
    {
        await using var aws = new AwsEndpoint();
        using var client = Client(aws.Url, new SingleSend());

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => client.SubmitJobAsync(new() { JobName = "hello", JobQueue = "default", JobDefinition = "hello" }, None));

        Assert.Equal(0, aws.Submitted);
    }

    [Theory]
    [InlineData(429, 3, 3)]
    [InlineData(500, 3, 1)]
    [InlineData(408, 3, 1)]
    public async Task A_call_that_is_to_leave_once_is_tried_again_where_it_was_refused_and_never_where_it_may_have_been_done(int status, int tries, int sent)
    {
        await using var aws = new AwsEndpoint(LostAnswer.None) { SubmitStatus = status };
        var sends = new SingleSend();
        using var client = new AmazonBatchClient(
            CannedAws.Credentials, sends.Watch(new AmazonBatchConfig { ServiceURL = aws.Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = tries - 1 }));

        await Assert.ThrowsAnyAsync<Exception>(() => sends.OnceAsync(() => client.SubmitJobAsync(new() { JobName = "hello", JobQueue = "default", JobDefinition = "hello" }, None)));

        Assert.Equal(sent, aws.Submitted);
    }

    /// <summary>Why all this is there. Where this fails, the SDK has mended its ways and the count costs nothing.</summary>
    [Fact]
    public async Task The_SDK_alone_sends_a_request_whose_connection_was_closed_more_than_once_although_told_not_to_retry()
    {
        await using var aws = new AwsEndpoint(LostAnswer.Closed);
        using var client = new AmazonBatchClient(CannedAws.Credentials, new AmazonBatchConfig { ServiceURL = aws.Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

        await Assert.ThrowsAnyAsync<Exception>(
            () => client.SubmitJobAsync(new() { JobName = "hello", JobQueue = "default", JobDefinition = "hello" }, None));

        Assert.True(aws.Submitted > 1, $"It was sent {aws.Submitted} time.");
    }

    private static BatchJobs Jobs(AwsEndpoint aws) => Jobs(aws.Url);

    private static BatchJobs Jobs(string url)
    {
        var sends = new SingleSend();
        var client = Client(url, sends);

        return new BatchJobs(client, client, sends);
    }

    private static AmazonBatchClient Client(string url, SingleSend sends) => new(
        CannedAws.Credentials,
        sends.Configure(new AmazonBatchConfig { ServiceURL = url, AuthenticationRegion = "us-east-1" }, IntentRules.LongestCall));
}
