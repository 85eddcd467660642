using System.Globalization;
using Amazon.S3;
using LocalCloud.HttpApi;
using LocalCloud.Lambda;
using LocalCloud.Lineages;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCloud.Tests.Gateway;

/// <summary>A refusal that comes before the body never breaks what comes after it on the same connection.</summary>
public sealed class EarlyAnswerTests : IAsyncLifetime
{
    private const string Body = "GET /health HTTP/1.1";

    private LocalServices? _services;

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _services = await LocalServices.StartAsync(buckets: [new() { Name = "data" }]);

    public async ValueTask DisposeAsync() => await Services.DisposeAsync();

    [Theory]
    [InlineData("s3", "PUT", "/data/key", 403)]
    [InlineData("s3", "GET", "/data/key", 403)]
    [InlineData("s3", "DELETE", "/data/key", 403)]
    [InlineData("batch", "POST", "/v1/submitjob", 403)]
    [InlineData("sqs", "POST", "/", 403)]
    [InlineData("dynamodb", "POST", "/", 403)]
    [InlineData("logs", "POST", "/", 403)]
    [InlineData("events", "POST", "/", 403)]
    [InlineData("lambda", "POST", "/2015-03-31/functions/f/invocations", 403)]
    [InlineData("sts", "POST", "/", 403)]
    public async Task Of_every_service_a_client_that_asks_first_and_is_refused_is_told_that_the_connection_ends(string service, string method, string path, int status)
    {
        using var connection = await KeptConnection.OpenAsync(Services.Gateway.Endpoint.Port);

        // With a key that there is not: refused before the body is read.
        var refused = await connection.AskAsync(Head(service, method, path, "Expect: 100-continue"));

        Assert.Equal((status, true), (refused.Status, refused.Closes));
    }

    [Fact]
    public async Task What_comes_all_the_same_on_a_connection_that_ends_is_neither_taken_for_a_request_nor_answered()
    {
        using var connection = await KeptConnection.OpenAsync(Services.Gateway.Endpoint.Port);
        await connection.AskAsync(Head("sqs", "POST", "/", "Expect: 100-continue"));

        Assert.True(await connection.IsEndedAsync("GET /health HTTP/1.1\r\n\r\n"));
    }

    [Theory]
    [InlineData("s3", "PUT", "/data/key")]
    [InlineData("batch", "POST", "/v1/submitjob")]
    [InlineData("sqs", "POST", "/")]
    [InlineData("dynamodb", "POST", "/")]
    [InlineData("logs", "POST", "/")]
    [InlineData("events", "POST", "/")]
    [InlineData("sts", "POST", "/")]
    public async Task Of_every_service_a_client_that_does_not_ask_and_sends_its_body_keeps_its_connection(string service, string method, string path)
    {
        using var connection = await KeptConnection.OpenAsync(Services.Gateway.Endpoint.Port);

        var refused = await connection.AskAsync(Head(service, method, path), Body);
        var next = await connection.AskAsync(["GET /health HTTP/1.1"]);

        Assert.Equal((403, false), (refused.Status, refused.Closes));
        // Nobody has said that the services are ready, and that is the health check's answer.
        Assert.Equal(503, next.Status);
    }

    [Fact]
    public async Task A_foreign_host_and_a_task_that_is_not_there_end_it_too()
    {
        foreach (var (head, status) in ((string[], int)[])[(["PUT /data/key HTTP/1.1", "Origin: http://evil"], 403), (["PUT /v4/none HTTP/1.1"], 403)])
        {
            using var connection = await KeptConnection.OpenAsync(Services.Gateway.Endpoint.Port);

            var refused = await connection.AskAsync([.. head, "Expect: 100-continue", "Content-Length: 20"]);

            Assert.Equal((status, true), (refused.Status, refused.Closes));
        }
    }

    [Fact]
    public async Task A_client_that_asks_first_and_is_let_go_on_keeps_its_connection()
    {
        using var connection = await KeptConnection.OpenAsync(Services.Gateway.Endpoint.Port);
        using var s3 = Services.S3;
        var url = new Uri(await s3.GetPreSignedURLAsync(new() { BucketName = "data", Key = "key", Verb = HttpVerb.PUT, Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5), Protocol = Protocol.HTTP }));

        var goOn = await connection.AskAsync([$"PUT {url.PathAndQuery} HTTP/1.1", "Content-Length: 7", "Expect: 100-continue"]);
        var put = await connection.SendAsync("content");
        var next = await connection.AskAsync(["GET /health HTTP/1.1"]);

        Assert.Equal((100, 200, false), (goOn.Status, put.Status, put.Closes));
        // Nobody has said that the services are ready, and that is the health check's answer.
        Assert.Equal(503, next.Status);
    }

    [Fact]
    public async Task The_HTTP_API_ends_it_too_where_no_route_reads_the_body()
    {
        await using var api = await HttpApiServer.StartAsync(
            new()
            {
                Routes = [],
                Port = 0,
                Bind = SocketTransportOptions.CreateDefaultBoundListenSocket,
                Functions = new NoFunctions(),
                Account = LocalServices.Account,
                Time = TimeProvider.System,
                NewId = Guid.NewGuid,
                Loggers = NullLoggerFactory.Instance,
            },
            TestContext.Current.CancellationToken);
        using var connection = await KeptConnection.OpenAsync(api.Port);

        var refused = await connection.AskAsync(["POST /nowhere HTTP/1.1", "Expect: 100-continue", "Content-Length: 20"]);

        Assert.Equal((404, true), (refused.Status, refused.Closes));
    }

    private static string[] Head(string service, string method, string path, params string[] more)
    {
        var date = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

        return
        [
            $"{method} {path} HTTP/1.1", $"X-Amz-Date: {date}", $"Content-Length: {Body.Length}",
            $"Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/{date[..8]}/us-east-1/{service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=0",
            .. more,
        ];
    }

    private sealed class NoFunctions : IFunctionInvoker
    {
        public Task<InvocationResult> InvokeAsync(string functionName, ReadOnlyMemory<byte> payload, Lineage lineage, TimeSpan? beginWithin, CancellationToken cancellation) =>
            throw new InvalidOperationException("There is no route, and so no function is called.");
    }
}
