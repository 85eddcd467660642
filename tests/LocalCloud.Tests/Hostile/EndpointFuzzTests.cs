using System.Text;
using LocalCloud.Gateway;
using Support.Fuzz;

namespace LocalCloud.Tests.Hostile;

/// <summary>A caller who has the keys and sends nonsense gets an answer below 500, over real sockets.</summary>
public sealed class EndpointFuzzTests : IAsyncLifetime
{
    private static readonly string[] Operations =
    [
        "AmazonSQS.CreateQueue", "AmazonSQS.GetQueueUrl", "AmazonSQS.ListQueues", "AmazonSQS.GetQueueAttributes", "AmazonSQS.SetQueueAttributes", "AmazonSQS.SendMessage",
        "AmazonSQS.SendMessageBatch", "AmazonSQS.ReceiveMessage", "AmazonSQS.DeleteMessage", "AmazonSQS.DeleteMessageBatch", "AmazonSQS.ChangeMessageVisibility",
        "AmazonSQS.ChangeMessageVisibilityBatch", "AmazonSQS.ListDeadLetterSourceQueues", "AmazonSQS.StartMessageMoveTask", "AWSEvents.PutEvents", "AWSEvents.ListRules",
        "AWSEvents.DescribeRule", "AWSEvents.ListTargetsByRule", "AWSEvents.ListEventBuses", "AmazonSQS.", "AWSEvents.", ".", "AmazonSQS.sendmessage",
    ];

    private static readonly string[] Names =
    [
        "QueueName", "QueueUrl", "Attributes", "MessageBody", "MessageAttributes", "DataType", "StringValue", "BinaryValue", "DelaySeconds", "Entries", "Id", "ReceiptHandle", "VisibilityTimeout",
        "MaxNumberOfMessages", "AttributeNames", "RedrivePolicy", "NextToken", "MaxResults", "SourceArn", "Source", "DetailType", "Detail", "EventBusName", "Resources", "Time", "Name", "Rule",
    ];

    private static readonly string[] Samples =
    [
        """{"QueueUrl":"http://127.0.0.1/123456789012/jobs","MessageBody":"hello","MessageAttributes":{"a":{"DataType":"String","StringValue":"b"}},"DelaySeconds":0}""",
        """{"QueueUrl":"/123456789012/jobs","Entries":[{"Id":"a","MessageBody":"x"},{"Id":"b","MessageBody":"y","ReceiptHandle":"AAAA","VisibilityTimeout":1}]}""",
        """{"QueueUrl":"/123456789012/jobs","Attributes":{"VisibilityTimeout":"30","RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:123456789012:dead\",\"maxReceiveCount\":3}"}}""",
        """{"Entries":[{"Source":"own","DetailType":"x","Detail":"{\"a\":[{\"b\":1}]}","EventBusName":"own","Resources":["r"],"Time":1700000000}]}""",
        """{"QueueName":"jobs","Name":"a","Rule":"a","EventBusName":"own","MaxResults":1,"NextToken":"x"}""",
    ];

    private LocalServices? _services;

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _services = await LocalServices.StartAsync(
        buckets: [new() { Name = "plain" }, new() { Name = "versioned", IsVersioned = true }],
        queues: [new() { Name = "jobs" }, new() { Name = "dead" }],
        rules: [new() { Name = "all", EventBusName = "own", EventPattern = """{"source":["own"],"detail":{"a":{"b":[1,"x",{"prefix":"p"},{"wildcard":"a*b"},{"numeric":[">",1]},{"exists":false}]},"$or":[{"c":["x"]},{"d":[{"anything-but":["y"]}]}]}}""", Targets = [new() { Id = "a", Arn = "arn:aws:sqs:us-east-1:123456789012:jobs" }] }]);

    public async ValueTask DisposeAsync() => await Services.DisposeAsync();

    [Fact]
    public Task Any_body_for_SQS_and_EventBridge_is_taken_or_refused() => Law.HoldsAsync(250, async random =>
    {
        var operation = random.Of(Operations);
        var body = random.Next(3) switch { 0 => HostileJson.Value(random, Names), 1 => HostileText.Next(random), _ => Mutation.Of(random.Of(Samples), random) };
        var target = random.Chance(0.1) ? HostileText.Printable(random).Trim() : operation;

        await HoldsAsync(new HostileCall(Services.Gateway, Services.Credentials)
        {
            Service = operation.StartsWith("AWSEvents", StringComparison.Ordinal) ? "events" : "sqs",
            Headers = [("x-amz-target", target), ("content-type", random.Of("application/x-amz-json-1.0", "text/xml", "multipart/form-data", "é"))],
            Body = Encoding.UTF8.GetBytes(body),
        });
    });

    [Fact]
    public Task Any_request_to_S3_is_carried_out_or_refused() => Law.HoldsAsync(250, async random =>
    {
        var body = random.Next(3) switch
        {
            0 => Encoding.UTF8.GetBytes(Mutation.Of("<Delete><Object><Key>a</Key></Object><Quiet>true</Quiet></Delete>", random)),
            1 => Encoding.UTF8.GetBytes(Mutation.Of("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"a\"</ETag></Part></CompleteMultipartUpload>", random)),
            _ => Mutation.Of("5;chunk-signature=00\r\nhello\r\n0;chunk-signature=00\r\nx-amz-checksum-crc32:AAAA\r\n\r\n"u8.ToArray(), random),
        };

        await HoldsAsync(new HostileCall(Services.Gateway, Services.Credentials)
        {
            Service = "s3",
            Method = random.Of("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS"),
            Path = "/" + random.Of("", "plain/", "versioned/", "absent/", "..", ".uploads/") + Encoded(HostileText.Next(random), random),
            Query = string.Join('&', Enumerable.Range(0, random.Next(4)).Select(_ => $"{random.Of(S3Parameters)}={Encoded(HostileText.Next(random), random)}")),
            Payload = random.Of(PayloadSigning.Unsigned, PayloadSigning.Signed, PayloadSigning.SignedWithTrailer, PayloadSigning.UnsignedWithTrailer, RequestVerifier.HashOf(body), new string('0', 64), "x"),
            Headers = [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Of(S3Headers)).Distinct().Select(name => (name, random.Chance(0.5) ? HostileText.Printable(random).Trim() : random.Of(S3Values)))],
            Body = body,
        });
    });

    [Fact]
    public Task Any_spoiled_signature_is_refused() => Law.HoldsAsync(250, async random =>
    {
        var day = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
        var scope = $"{Services.Credentials.AccessKeyId}/{day}/us-east-1/{random.Of("s3", "sqs", "batch", "events", "sts", "x")}/aws4_request";
        var header = Mutation.Of($"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host;x-amz-date, Signature={new string('0', 64)}", random);
        var query = Mutation.Of($"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={Uri.EscapeDataString(scope)}&X-Amz-Date={day}T000000Z&X-Amz-Expires=600000&X-Amz-SignedHeaders=host&X-Amz-Signature=00", random);
        var isInQuery = random.Chance(0.5);
        var text = $"{random.Of("GET", "POST")} /{(isInQuery ? "?" + Line(query).Replace(' ', '+') : "")} HTTP/1.1\r\nHost: {Services.Gateway.Endpoint.Authority}\r\nConnection: close\r\n"
            + (isInQuery ? "" : $"Authorization: {Line(header)}\r\nX-Amz-Date: {Line(Mutation.Of(day + "T000000Z", random))}\r\n") + "Content-Length: 0\r\n\r\n";

        var (status, answer) = await HostileCall.RawAsync(Services.Gateway.Endpoint.Port, Encoding.UTF8.GetBytes(text));

        Assert.True(status is >= 400 and < 500, answer);
    });

    private static readonly string[] S3Parameters =
    [
        "uploads", "uploadId", "partNumber", "versionId", "list-type", "prefix", "delimiter", "continuation-token", "start-after", "marker", "max-keys", "encoding-type", "delete", "versions",
        "key-marker", "max-parts", "part-number-marker", "response-content-type", "response-expires", "location", "versioning", "acl", "fetch-owner", "x", "",
    ];

    private static readonly string[] S3Headers =
    [
        "range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "content-md5", "content-type", "expires", "content-encoding", "x-amz-copy-source", "x-amz-copy-source-range",
        "x-amz-metadata-directive", "x-amz-meta-a", "x-amz-checksum-crc32", "x-amz-sdk-checksum-algorithm", "x-amz-checksum-algorithm", "x-amz-trailer", "x-amz-decoded-content-length", "x-amz-acl",
        "x-amz-storage-class", "x-amz-checksum-mode",
    ];

    private static readonly string[] S3Values =
    [
        "bytes=0-", "bytes=-0", "bytes=9223372036854775807-", "bytes=0-9223372036854775808", "bytes=5-1", "*", "plain/a", "/plain/%2e%2e/%2e%2e/x?versionId=null", "SHA256", "CRC64NVME", "MD5", "5", "-1",
        "9223372036854775807", "x-amz-checksum-crc32", "COPY", "REPLACE", "AAAA", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "é", "\u0001", "a\u0085b",
    ];

    private static string Encoded(string text, FuzzRandom random) => random.Chance(0.1)
        ? string.Concat(text.Where(character => character is > ' ' and < '\u007f' and not ('#' or '?')).Take(3_000))
        : string.Concat(Uri.EscapeDataString(text.ReplaceLineEndings("\n")).Take(3_000));

    private static string Line(string text) => string.Concat(text.Where(character => character is >= ' ' and < '\u007f'));

    private static async Task HoldsAsync(HostileCall call)
    {
        var (status, text) = await call.SendAsync();

        // 501 is what S3 says of what it does not do; status 0 never comes: whoever asks is answered.
        Assert.True(status is (>= 200 and < 500) or 501, $"{call.Method} {call.Path}?{call.Query} {string.Join(", ", call.Headers)} {Encoding.UTF8.GetString(call.Body)}\n{text}");
    }
}
