using System.Net;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Runtime;

namespace Aws.Tests.Sdk;

/// <summary>Errors in every form in which AWS sends them.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData("ClientException", """{"message":"no"}""")]
    [InlineData("ClientException:http://internal.amazon.com/coral/com.amazon.coral.validate/", """{"message":"no"}""")]
    [InlineData("aws.protocoltests.restjson#ClientException", """{"message":"no"}""")]
    [InlineData("aws.protocoltests.restjson#ClientException:http://internal.amazon.com/", """{"message":"no"}""")]
    [InlineData(null, """{"__type":"ClientException","message":"no"}""")]
    [InlineData(null, """{"__type":"com.amazonaws.batch#ClientException","Message":"no"}""")]
    [InlineData(null, """{"code":"ClientException","message":"no"}""")]
    [InlineData(null, """{"message":"no","details":{"code":"Other","message":"other"},"code":"ClientException"}""")]
    public async Task A_ClientException_is_recognised_by_header_or_body(string? header, string body)
    {
        await using var server = new CannedServer(Error(400, header, body));
        using var client = BatchClients.For(server);

        var error = await Assert.ThrowsAsync<ClientException>(() => Submit(client));

        Assert.Equal(
            ("no", "ClientException", HttpStatusCode.BadRequest, "req-1"),
            (error.Message, error.ErrorCode, error.StatusCode, error.RequestId));
    }

    [Fact]
    public async Task A_ServerException_is_one_of_its_own()
    {
        await using var server = new CannedServer(Error(500, "ServerException", """{"message":"broken"}"""));
        using var client = BatchClients.For(server);

        var error = await Assert.ThrowsAsync<ServerException>(() => Submit(client));

        Assert.Equal(("broken", HttpStatusCode.InternalServerError), (error.Message, error.StatusCode));
    }

    [Fact]
    public async Task An_error_outside_the_model_keeps_its_code()
    {
        await using var server = new CannedServer(Error(403, "AccessDeniedException", """{"Message":"User is not authorized"}"""));
        using var client = BatchClients.For(server);

        var error = await Assert.ThrowsAsync<AmazonBatchException>(() => Submit(client));

        Assert.Equal(
            ("AccessDeniedException", "User is not authorized", HttpStatusCode.Forbidden),
            (error.ErrorCode, error.Message, error.StatusCode));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Bad gateway</html>")]
    [InlineData("{\"message\":")]
    [InlineData("null")]
    public async Task An_error_without_a_JSON_body_is_still_an_error_with_its_status(string body)
    {
        await using var server = new CannedServer(Error(418, null, body));
        using var client = BatchClients.For(server);

        var error = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => Submit(client));

        Assert.Equal(418, (int)error.StatusCode);
    }

    [Theory]
    [InlineData("""{"jobId":5}""", "jobId", "must be a string, not this number")]
    [InlineData("""{"jobArn":{}}""", "jobArn", "must be a string, not an object")]
    [InlineData("[]", "", "must be an object, not a list")]
    public async Task An_answer_of_the_wrong_kind_says_where_and_what(string body, string path, string problem)
    {
        await using var server = new CannedServer(CannedAnswer.Ok(body));
        using var client = BatchClients.For(server);

        var error = await Assert.ThrowsAsync<AmazonUnmarshallingException>(() => Submit(client));

        Assert.Equal($"The value at '{path}' {problem}.", error.InnerException?.Message);
    }

    [Fact]
    public async Task An_answer_cut_off_is_an_error_not_an_empty_answer()
    {
        await using var server = new CannedServer(CannedAnswer.Ok("""{"jobId":"a","""));
        using var client = BatchClients.For(server);

        await Assert.ThrowsAsync<AmazonUnmarshallingException>(() => Submit(client));
    }

    [Fact]
    public async Task A_request_whose_address_is_incomplete_is_not_sent()
    {
        await using var server = new CannedServer();
        using var client = BatchClients.For(server);

        var error = await Assert.ThrowsAsync<AmazonBatchException>(() => client.ListTagsForResourceAsync(new(), TestContext.Current.CancellationToken));

        Assert.Equal("Request object does not have required field ResourceArn set: it is part of the address.", error.Message);
        Assert.Empty(server.Requests);
    }

    private static CannedAnswer Error(int status, string? type, string body)
    {
        var headers = new Dictionary<string, string> { ["x-amzn-RequestId"] = "req-1" };
        if (type is not null)
        {
            headers["x-amzn-ErrorType"] = type;
        }

        return new(status, body) { Headers = headers };
    }

    private static Task<SubmitJobResponse> Submit(AmazonBatchClient client) =>
        client.SubmitJobAsync(new() { JobName = "n", JobQueue = "q", JobDefinition = "d" }, TestContext.Current.CancellationToken);
}
