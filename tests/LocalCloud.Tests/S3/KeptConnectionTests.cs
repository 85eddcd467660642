using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using LocalCloud.Tests.Gateway;

namespace LocalCloud.Tests.S3;

/// <summary>
/// Every refusal of S3 on one connection that is kept, and the next request after each: by the SDK, which keeps its connections
/// itself, and byte by byte, where the SDK would hide what happens to the connection.
/// </summary>
public sealed class KeptConnectionTests : IAsyncLifetime
{
    private const string Stranger = "210987654321";
    private const string OtherTag = "\"00000000000000000000000000000000\"";
    private const string TagsTwice = "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>a</Key><Value>2</Value></Tag></TagSet></Tagging>";

    private LocalServices? _services;

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static IReadOnlyList<(string What, int Status, string Code, Func<AmazonS3Client, Task> Call)> Calls =>
    [
        ("a bucket that is not there", 404, "NoSuchBucket", s3 => s3.PutObjectAsync(Put("none"), Cancellation)),
        ("a tag that is another", 412, "PreconditionFailed", s3 => s3.DeleteObjectAsync(new() { BucketName = "data", Key = "key", IfMatch = OtherTag }, Cancellation)),
        ("a size that is another", 412, "PreconditionFailed", s3 => s3.DeleteObjectAsync(new() { BucketName = "data", Key = "key", IfMatchSize = 8 }, Cancellation)),
        ("a write over what is there", 412, "PreconditionFailed", s3 => s3.PutObjectAsync(Put("data", put => put.IfNoneMatch = "*"), Cancellation)),
        ("an owner of a write that is another", 403, "AccessDenied", s3 => s3.PutObjectAsync(Put("data", put => put.ExpectedBucketOwner = Stranger), Cancellation)),
        ("an owner of a deletion that is another", 403, "AccessDenied", s3 => s3.DeleteObjectAsync(new() { BucketName = "data", Key = "key", ExpectedBucketOwner = Stranger }, Cancellation)),
        ("a condition that is not known", 501, "NotImplemented", s3 => s3.DeleteObjectAsync(With(new DeleteObjectRequest { BucketName = "data", Key = "key" }), Cancellation)),
        ("tags that are none", 400, "InvalidTag", s3 => s3.PutBucketTaggingAsync("data", [new() { Key = "aws:a", Value = "1" }], Cancellation)),
        ("another encryption", 501, "NotImplemented", s3 => s3.PutObjectAsync(Put("data", put => put.ServerSideEncryptionMethod = ServerSideEncryptionMethod.AWSKMS), Cancellation)),
    ];

    public async ValueTask InitializeAsync()
    {
        _services = await LocalServices.StartAsync(buckets: [new() { Name = "data" }]);
        using var s3 = Services.S3;
        await s3.PutObjectAsync(new() { BucketName = "data", Key = "key", ContentBody = "content" }, Cancellation);
    }

    public async ValueTask DisposeAsync() => await Services.DisposeAsync();

    [Fact]
    public async Task The_SDK_hears_each_refusal_and_its_next_call_on_the_connection_is_answered()
    {
        using CountedConnections connections = new();
        using var s3 = Client(connections, Services.Keys, "us-east-1");
        using var elsewhere = Client(connections, Services.Keys, "eu-west-1");
        using var forged = Client(connections, new BasicAWSCredentials(Services.Credentials.AccessKeyId, "forged"), "us-east-1");
        (string What, int Status, string Code, Func<AmazonS3Client, Task> Call)[] all =
        [
            .. Calls,
            ("a region that is another", 301, "PermanentRedirect", _ => elsewhere.DeleteObjectAsync("data", "key", Cancellation)),
            ("a forged signature", 403, "SignatureDoesNotMatch", _ => forged.PutObjectAsync(Put("data"), Cancellation)),
        ];

        foreach (var (what, status, code, call) in all)
        {
            var refused = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => call(s3));

            Assert.Equal((what, status, code), (what, (int)refused.StatusCode, refused.ErrorCode));
            using var next = await s3.GetObjectAsync("data", "key", Cancellation);
            using StreamReader content = new(next.ResponseStream);
            Assert.Equal((what, "content"), (what, await content.ReadToEndAsync(Cancellation)));
        }

        await s3.PutBucketTaggingAsync("data", [new() { Key = "team", Value = "a" }], Cancellation);
        var put = await s3.PutObjectAsync(Put("data", one => one.ServerSideEncryptionMethod = ServerSideEncryptionMethod.AES256), Cancellation);
        Assert.Equal(ServerSideEncryptionMethod.AES256, put.ServerSideEncryptionMethod);
        // A refusal that comes before the body ends the connection, and says so; none other does.
        Assert.InRange(connections.Opened, 1, 1 + all.Count(one => one.Code is "NoSuchBucket" or "AccessDenied" or "NotImplemented" or "SignatureDoesNotMatch" or "InvalidTag" or "PreconditionFailed"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Byte_by_byte_each_refusal_keeps_the_connection_where_the_body_was_sent_and_ends_it_where_it_was_asked_for(bool asksFirst)
    {
        (string What, int Status, string Method, string Target, string Body, (string, string)[] Headers, string Region)[] all =
        [
            ("a bucket that is not there", 404, "PUT", "/none/key", "content", [], "us-east-1"),
            ("a tag that is another", 412, "DELETE", "/data/key", "", [("If-Match", OtherTag)], "us-east-1"),
            ("a size that is another", 412, "DELETE", "/data/key", "", [("x-amz-if-match-size", "8")], "us-east-1"),
            ("a time that is another", 412, "DELETE", "/data/key", "", [("x-amz-if-match-last-modified-time", "Thu, 01 Jan 2026 00:00:00 GMT")], "us-east-1"),
            ("an owner that is another", 403, "PUT", "/data/key", "content", [("x-amz-expected-bucket-owner", Stranger)], "us-east-1"),
            ("an owner of an object", 501, "DELETE", "/data/key", "", [("x-amz-expected-object-owner", Stranger)], "us-east-1"),
            ("a condition that is not known", 501, "PUT", "/data/key", "content", [("x-amz-if-match-colour", "red")], "us-east-1"),
            ("a condition of a part that is not known", 501, "POST", "/data/key?uploads", "", [("If-Unmodified-Since", "Thu, 01 Jan 2026 00:00:00 GMT")], "us-east-1"),
            ("tags that are none", 400, "PUT", "/data?tagging", TagsTwice, [], "us-east-1"),
            ("another encryption", 501, "PUT", "/data/key", "content", [("x-amz-server-side-encryption", "aws:kms")], "us-east-1"),
            ("a region that is another", 301, "PUT", "/data/key", "content", [], "eu-west-1"),
        ];
        var connection = await KeptConnection.OpenAsync(Services.Gateway.Endpoint.Port);

        foreach (var (what, status, method, target, body, headers, region) in all)
        {
            var isAsked = asksFirst && body.Length > 0;
            SignedRequest request = new(Services.Gateway.Endpoint, Services.Credentials, "s3", region)
            {
                Method = method,
                Target = target,
                Body = body,
                Headers = [.. headers, .. isAsked ? ((string, string)[])[("Expect", "100-continue")] : []],
            };
            var refused = await connection.AskAsync(request.Head(), isAsked ? "" : body);
            if (refused.Status == 100)
            {
                // The body decides, so that it had to be read.
                refused = await connection.SendAsync(body);
                isAsked = false;
            }

            Assert.Equal((what, status, isAsked), (what, refused.Status, refused.Closes));
            if (refused.Closes)
            {
                Assert.True(await connection.IsEndedAsync(body), what);
                connection.Dispose();
                connection = await KeptConnection.OpenAsync(Services.Gateway.Endpoint.Port);
            }

            var next = await connection.AskAsync(new SignedRequest(Services.Gateway.Endpoint, Services.Credentials, "s3", "us-east-1") { Target = "/data/key" }.Head());
            Assert.Equal((what, 200, "content"), (what, next.Status, next.Body));
        }

        connection.Dispose();
    }

    private static PutObjectRequest Put(string bucket, Action<PutObjectRequest>? more = null)
    {
        PutObjectRequest put = new() { BucketName = bucket, Key = "key", ContentBody = "content" };
        more?.Invoke(put);

        return put;
    }

    // A condition of a client that is newer than this endpoint.
    private static T With<T>(T request)
        where T : AmazonWebServiceRequest
    {
        ((Amazon.Runtime.Internal.IAmazonWebServiceRequest)request).AddBeforeRequestHandler((_, sent) => ((WebServiceRequestEventArgs)sent).Headers["x-amz-if-match-colour"] = "red");

        return request;
    }

    private AmazonS3Client Client(CountedConnections connections, AWSCredentials keys, string region) => new(keys, new AmazonS3Config
    {
        ServiceURL = Services.Gateway.Endpoint.ToString(),
        AuthenticationRegion = region,
        ForcePathStyle = true,
        MaxErrorRetry = 0,
        HttpClientFactory = connections,
    });

    /// <summary>One connection at a time, whoever calls; it counts how many there were.</summary>
    private sealed class CountedConnections : HttpClientFactory, IDisposable
    {
        private readonly SocketsHttpHandler _handler;
        private int _opened;

        public CountedConnections() => _handler = new()
        {
            MaxConnectionsPerServer = 1,
            AllowAutoRedirect = false,
            ConnectCallback = async (context, cancellation) =>
            {
                Interlocked.Increment(ref _opened);
                Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);

                return new NetworkStream(socket, ownsSocket: true);
            },
        };

        public int Opened => _opened;

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(_handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public void Dispose() => _handler.Dispose();
    }
}
