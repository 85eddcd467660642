using Amazon;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.CloudWatchLogs;
using Amazon.EventBridge;
using Amazon.Runtime;

namespace Aws.Tests.Sdk;

/// <summary>Where requests go.</summary>
[Collection(nameof(EnvironmentCollection))]
public sealed class EndpointTests
{
    private static readonly BasicAWSCredentials Credentials = new("AKIDEXAMPLE", "SECRET");

    [Theory]
    [InlineData("us-east-1", "https://batch.us-east-1.amazonaws.com/")]
    [InlineData("eu-central-1", "https://batch.eu-central-1.amazonaws.com/")]
    [InlineData("cn-north-1", "https://batch.cn-north-1.amazonaws.com.cn/")]
    [InlineData("us-gov-west-1", "https://batch.us-gov-west-1.amazonaws.com/")]
    public void The_region_gives_the_host(string region, string expected) =>
        Assert.Equal(expected, Address(new() { RegionEndpoint = RegionEndpoint.GetBySystemName(region) }));

    [Theory]
    [InlineData("us-east-1", "https://fips.batch.us-east-1.amazonaws.com/")]
    [InlineData("us-gov-east-1", "https://batch.us-gov-east-1.amazonaws.com/")]
    [InlineData("cn-north-1", "https://batch-fips.cn-north-1.amazonaws.com.cn/")]
    public void FIPS_has_hosts_of_its_own(string region, string expected) =>
        Assert.Equal(expected, Address(new() { RegionEndpoint = RegionEndpoint.GetBySystemName(region), UseFIPSEndpoint = true }));

    [Fact]
    public void Dual_stack_has_a_domain_of_its_own()
    {
        var config = new AmazonBatchConfig { RegionEndpoint = RegionEndpoint.EUWest1, UseDualstackEndpoint = true };

        Assert.Equal("https://batch.eu-west-1.api.aws/", Address(config));
        config.UseFIPSEndpoint = true;
        Assert.Equal("https://batch-fips.eu-west-1.api.aws/", Address(config));
    }

    [Fact]
    public void A_service_URL_goes_before_the_region() =>
        Assert.Equal("http://localhost:4500/", Address(new() { ServiceURL = "http://localhost:4500", AuthenticationRegion = "us-east-1" }));

    [Fact]
    public void A_service_URL_with_FIPS_is_a_contradiction()
    {
        var config = new AmazonBatchConfig { ServiceURL = "http://localhost:4500", UseFIPSEndpoint = true };

        var error = Assert.Throws<AmazonClientException>(() => Address(config));

        Assert.Equal("A service URL cannot be combined with FIPS or dual-stack endpoints: set one of them only.", error.Message);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL", "http://127.0.0.1:4500/")]
    [InlineData("AWS_ENDPOINT_URL_BATCH", "http://127.0.0.1:4501/")]
    public void A_variable_gives_the_address(string variable, string url)
    {
        using var scope = new EnvironmentScope((variable, url), ("AWS_REGION", "us-east-1"));

        Assert.Equal(url, Address(new()));
    }

    [Fact]
    public void The_variable_of_the_service_goes_before_the_general_one()
    {
        using var scope = new EnvironmentScope(
            ("AWS_ENDPOINT_URL", "http://general/"), ("AWS_ENDPOINT_URL_BATCH", "http://batch/"), ("AWS_REGION", "us-east-1"));

        Assert.Equal("http://batch/", Address(new()));
    }

    [Fact]
    public void The_variables_of_the_other_services_are_theirs()
    {
        using var scope = new EnvironmentScope(
            ("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "http://logs/"), ("AWS_ENDPOINT_URL_EVENTBRIDGE", "http://events/"), ("AWS_REGION", "eu-west-1"));
        using var logs = new AmazonCloudWatchLogsClient(Credentials);
        using var events = new AmazonEventBridgeClient(Credentials);

        Assert.Equal("http://logs/", logs.DetermineServiceOperationEndpoint(new Amazon.CloudWatchLogs.Model.GetLogEventsRequest()).URL);
        Assert.Equal("http://events/", events.DetermineServiceOperationEndpoint(new Amazon.EventBridge.Model.PutEventsRequest()).URL);
        Assert.Equal("https://batch.eu-west-1.amazonaws.com/", Address(new()));
    }

    [Fact]
    public void Configured_addresses_can_be_ignored()
    {
        using var scope = new EnvironmentScope(("AWS_ENDPOINT_URL", "http://general/"), ("AWS_REGION", "us-east-1"));

        Assert.Equal(
            "https://batch.us-east-1.amazonaws.com/",
            Address(new() { IgnoreConfiguredEndpointUrls = true, RegionEndpoint = RegionEndpoint.USEast1 }));
    }

    [Fact]
    public async Task Credentials_region_and_address_may_all_come_from_the_environment()
    {
        await using var server = new CannedServer(CannedAnswer.Ok("{}"));
        using var scope = new EnvironmentScope(
            ("AWS_ENDPOINT_URL", server.Url), ("AWS_REGION", "ap-south-1"), ("AWS_ACCESS_KEY_ID", "AKIDENV"),
            ("AWS_SECRET_ACCESS_KEY", "SECRET"), ("AWS_SESSION_TOKEN", "TOKEN"));
        using var client = new AmazonBatchClient();

        await client.DescribeJobQueuesAsync(new(), TestContext.Current.CancellationToken);

        var sent = Assert.Single(server.Requests);
        Assert.Matches("^AKIDENV/[0-9]{8}/ap-south-1/batch/aws4_request$", sent.CredentialScope);
        Assert.Equal("TOKEN", sent.Headers["x-amz-security-token"]);
    }

    private static string Address(AmazonBatchConfig config)
    {
        using var client = new AmazonBatchClient(Credentials, config);

        return client.DetermineServiceOperationEndpoint(new SubmitJobRequest()).URL.TrimEnd('/') + "/";
    }
}
