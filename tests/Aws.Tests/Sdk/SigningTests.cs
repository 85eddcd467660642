using Amazon.Batch;
using Amazon.Runtime;

namespace Aws.Tests.Sdk;

/// <summary>How the client signs and what it says about itself.</summary>
public sealed class SigningTests
{
    [Fact]
    public async Task A_request_is_signed_for_the_service_and_the_region()
    {
        await using var server = new CannedServer(CannedAnswer.Ok("{}"));
        using var client = BatchClients.For(server);

        await client.DescribeJobsAsync(new() { Jobs = ["id"] }, TestContext.Current.CancellationToken);

        var sent = Assert.Single(server.Requests);
        Assert.Matches("^AKIDEXAMPLE/[0-9]{8}/eu-west-1/batch/aws4_request$", sent.CredentialScope);
        Assert.Superset(new HashSet<string> { "content-type", "host", "x-amz-date" }, sent.SignedHeaders.ToHashSet());
        Assert.Equal("""{"jobs":["id"]}""", sent.Body);
    }

    [Fact]
    public async Task A_session_token_travels_signed()
    {
        await using var server = new CannedServer(CannedAnswer.Ok("{}"));
        using var client = new AmazonBatchClient(
            new SessionAWSCredentials("AKIDEXAMPLE", "SECRET", "TOKEN"),
            new AmazonBatchConfig { ServiceURL = server.Url, AuthenticationRegion = "us-east-1" });

        await client.DescribeJobQueuesAsync(new(), TestContext.Current.CancellationToken);

        var sent = Assert.Single(server.Requests);
        Assert.Equal("TOKEN", sent.Headers["x-amz-security-token"]);
        Assert.Contains("x-amz-security-token", sent.SignedHeaders);
    }

    [Fact]
    public async Task An_answer_carries_its_request_id_and_status()
    {
        var headers = new Dictionary<string, string> { ["x-amzn-RequestId"] = "req-7" };
        await using var server = new CannedServer(CannedAnswer.Ok("{}") with { Headers = headers });
        using var client = BatchClients.For(server);

        var answer = await client.DescribeJobQueuesAsync(new(), TestContext.Current.CancellationToken);

        Assert.Equal(("req-7", 200), (answer.ResponseMetadata.RequestId, (int)answer.HttpStatusCode));
        Assert.Null(answer.JobQueues);
    }
}
