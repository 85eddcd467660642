using Amazon.Batch.Internal;
using Amazon.Batch.Model;
using AWSSDK.ServiceRuntime.Json;

namespace Aws.Tests.Sdk;

/// <summary>Finding an operation by an HTTP request's first line.</summary>
public sealed class OperationTableTests
{
    private const string Arn = "arn:aws:batch:us-east-1:123456789012:job-queue/high priority";

    [Fact]
    public void The_model_has_the_48_operations_of_AWS_Batch() =>
        Assert.Equal(48, BatchModel.Operations.Operations.Count);

    [Theory]
    [InlineData("POST", "/v1/submitjob", "SubmitJob")]
    [InlineData("POST", "/v1/submitjob?x=y", "SubmitJob")]
    [InlineData("GET", "/v1/tags/arn", "ListTagsForResource")]
    [InlineData("POST", "/v1/tags/arn", "TagResource")]
    [InlineData("DELETE", "/v1/tags/arn?tagKeys=a", "UntagResource")]
    [InlineData("GET", "/v1/submitjob", null)]
    [InlineData("POST", "/v1/submitjobs", null)]
    [InlineData("POST", "/V1/SubmitJob", null)]
    [InlineData("GET", "/v1/tags/", null)]
    [InlineData("PUT", "/v1/tags/arn", null)]
    [InlineData("GET", "/", null)]
    [InlineData("GET", "", null)]
    public void Method_and_path_decide(string method, string path, string? operation) =>
        Assert.Equal(operation, BatchModel.Operations.Find(method, path)?.Operation.Name);

    [Theory]
    [InlineData("/v1/tags/arn%3Aaws%3Abatch%3Aus-east-1%3A123456789012%3Ajob-queue%2Fhigh%20priority")]
    [InlineData("/v1/tags/arn:aws:batch:us-east-1:123456789012:job-queue/high%20priority")]
    public void An_ARN_in_the_path_may_be_encoded_or_not(string path)
    {
        var match = BatchModel.Operations.Find("GET", path);
        Assert.NotNull(match);

        var request = match.Operation.ReadRequest([], match.Uri, new Findings());

        Assert.Equal(Arn, Assert.IsType<ListTagsForResourceRequest>(request).ResourceArn);
    }

    [Fact]
    public void A_query_parameter_that_is_repeated_is_a_list()
    {
        var match = BatchModel.Operations.Find("DELETE", "/v1/tags/x?tagKeys=a%20b&other=1&tagKeys=c%26d&tagKeys&tagKeys=e+f");
        Assert.NotNull(match);

        var request = match.Operation.ReadRequest([], match.Uri, new Findings());

        Assert.Equal(["a b", "c&d", "", "e f"], Assert.IsType<UntagResourceRequest>(request).TagKeys);
    }

    [Fact]
    public void Members_of_the_path_are_not_looked_for_in_the_body()
    {
        var match = BatchModel.Operations.Find("POST", "/v1/tags/from-the-path");
        Assert.NotNull(match);
        var findings = new Findings();

        var request = match.Operation.ReadRequest("""{"resourceArn":"from the body","tags":{"a":"b"}}"""u8, match.Uri, findings);

        Assert.Equal("from-the-path", Assert.IsType<TagResourceRequest>(request).ResourceArn);
        Assert.Equal("resourceArn", Assert.Single(findings.All).Path);
    }
}
