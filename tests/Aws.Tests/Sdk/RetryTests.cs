using Amazon.Batch;
using Amazon.Batch.Model;

namespace Aws.Tests.Sdk;

/// <summary>AWSSDK.Core's standard retries and cancellation, through the generated client.</summary>
public sealed class RetryTests
{
    private const string Submitted = """{"jobArn":"a","jobName":"n","jobId":"i"}""";

    [Theory]
    [InlineData(429, "TooManyRequestsException")]
    [InlineData(400, "ThrottlingException")]
    [InlineData(500, "ServerException")]
    [InlineData(503, null)]
    public async Task What_may_pass_is_tried_again_with_the_same_body(int status, string? code)
    {
        await using var server = new CannedServer(Failure(status, code), CannedAnswer.Ok(Submitted));
        using var client = BatchClients.For(server, config => config.MaxErrorRetry = 1);

        var answer = await Submit(client, TestContext.Current.CancellationToken);

        Assert.Equal("i", answer.JobId);
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(server.Requests[0].Body, server.Requests[1].Body);
    }

    [Fact]
    public async Task A_ClientException_is_not_tried_again()
    {
        await using var server = new CannedServer(Failure(400, "ClientException"));
        using var client = BatchClients.For(server, config => config.MaxErrorRetry = 3);

        await Assert.ThrowsAsync<ClientException>(() => Submit(client, TestContext.Current.CancellationToken));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task The_last_failure_is_thrown_when_the_tries_are_used_up()
    {
        await using var server = new CannedServer(Failure(500, "ServerException"), Failure(500, "ServerException"));
        using var client = BatchClients.For(server, config => config.MaxErrorRetry = 1);

        await Assert.ThrowsAsync<ServerException>(() => Submit(client, TestContext.Current.CancellationToken));

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_is_not_sent()
    {
        await using var server = new CannedServer();
        using var client = BatchClients.For(server);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Submit(client, new CancellationToken(canceled: true)));

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_token_of_idempotence_is_made_up_once_and_kept_for_the_retry()
    {
        await using var server = new CannedServer(Failure(503, null), CannedAnswer.Ok("{}"), CannedAnswer.Ok("{}"));
        using var client = BatchClients.For(server, config => config.MaxErrorRetry = 1);
        var request = new UpdateConsumableResourceRequest { ConsumableResource = "licence" };

        await client.UpdateConsumableResourceAsync(request, TestContext.Current.CancellationToken);
        await client.UpdateConsumableResourceAsync(request, TestContext.Current.CancellationToken);

        Assert.Null(request.ClientToken);
        Assert.Matches("""^\{"consumableResource":"licence","clientToken":"[0-9a-f-]{36}"\}$""", server.Requests[0].Body);
        Assert.Equal(server.Requests[0].Body, server.Requests[1].Body);
        Assert.NotEqual(server.Requests[1].Body, server.Requests[2].Body);
    }

    private static CannedAnswer Failure(int status, string? code) => new(status, """{"message":"not now"}""")
    {
        Headers = code is null ? new() : new Dictionary<string, string> { ["x-amzn-ErrorType"] = code },
    };

    private static Task<SubmitJobResponse> Submit(AmazonBatchClient client, CancellationToken cancellation) =>
        client.SubmitJobAsync(new() { JobName = "n", JobQueue = "q", JobDefinition = "d" }, cancellation);
}
