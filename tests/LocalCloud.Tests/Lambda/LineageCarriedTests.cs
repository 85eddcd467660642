using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SQS;
using LocalCloud.Deliveries;
using LocalCloud.Gateway;
using LocalCloud.Iam;
using LocalCloud.Lineages;
using LocalCloud.Sqs;
using LocalCloud.State;
using LocalCloud.Tests.Hostile;

namespace LocalCloud.Tests.Lambda;

/// <summary>The count of a chain goes with whatever a function's session causes, over HTTP and through a restart of the stack.</summary>
public sealed class LineageCarriedTests : IAsyncLifetime
{
    private const string Role = "arn:aws:iam::123456789012:role/work";
    private const string Target = "arn:aws:lambda:us-east-1:123456789012:function:f";

    private readonly string _folder = Directory.CreateTempSubdirectory("lineage-").FullName;
    private readonly EventAtHand _atHand = new() { Causes = Lineage.Parse("other:2,work:15") };
    private LocalServices? _services;
    private Sessions _sessions = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    public ValueTask InitializeAsync() => StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_message_keeps_its_count_through_a_restart()
    {
        var keys = Keys();
        using (var sqs = Sqs(keys))
        {
            await sqs.SendMessageAsync(new() { QueueUrl = QueueUrl, MessageBody = "one" }, Cancellation);
            await sqs.SendMessageBatchAsync(new() { QueueUrl = QueueUrl, Entries = [new() { Id = "a", MessageBody = "two" }] }, Cancellation);
        }

        await RestartAsync();

        var messages = await Services.Queues.ReceiveAsync("queue", 10, TimeSpan.Zero, Cancellation);
        Assert.Equal(["one other:2,work:15", "two other:2,work:15"], messages.Select(message => $"{message.Body} {message.Lineage}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_notification_keeps_its_count_through_a_restart_however_the_object_came_or_went()
    {
        using (var s3 = S3(Keys()))
        {
            await s3.PutObjectAsync(new() { BucketName = "box", Key = "one", ContentBody = "text" }, Cancellation);
            await s3.CopyObjectAsync("box", "one", "box", "two", Cancellation);
            var upload = await s3.InitiateMultipartUploadAsync("box", "three", Cancellation);
            using MemoryStream content = new(Encoding.UTF8.GetBytes("text"));
            var part = await s3.UploadPartAsync(new() { BucketName = "box", Key = "three", UploadId = upload.UploadId, PartNumber = 1, InputStream = content }, Cancellation);
            await s3.CompleteMultipartUploadAsync(new() { BucketName = "box", Key = "three", UploadId = upload.UploadId, PartETags = [new(1, part.ETag)] }, Cancellation);
            await s3.DeleteObjectAsync("box", "one", Cancellation);
        }

        await RestartAsync();

        Services.Outbox.Start(Services.Target);
        for (var delivery = 0; delivery < 4; delivery++)
        {
            Assert.Equal("other:2,work:15", (await Services.Target.NextDeliveryAsync()).Lineage.ToString());
        }
    }

    [Fact]
    public async Task An_event_keeps_its_count_through_a_restart()
    {
        var keys = OpenSession();
        HostileCall put = new(Services.Gateway, new(keys.AccessKeyId, keys.SecretAccessKey))
        {
            Service = "events",
            Headers = [("x-amz-target", "AWSEvents.PutEvents"), ("x-amz-security-token", keys.Token)],
            Body = "{\"Entries\":[{\"EventBusName\":\"own\",\"Source\":\"me\",\"DetailType\":\"Again\",\"Detail\":\"{}\"}]}"u8.ToArray(),
        };
        Assert.Equal(200, (await put.SendAsync()).Status);

        await RestartAsync();

        Services.Outbox.Start(Services.Target);
        var delivery = await Services.Target.NextDeliveryAsync();
        Assert.Equal(("other:2,work:15", "arn:aws:events:us-east-1:123456789012:rule/own/all"), (delivery.Lineage.ToString(), delivery.SourceArn));
    }

    [Fact]
    public async Task What_the_operator_does_begins_a_chain()
    {
        using var sqs = Services.Sqs;
        await sqs.SendMessageAsync(new() { QueueUrl = QueueUrl, MessageBody = "one" }, Cancellation);

        Assert.Equal("", Assert.Single(await Services.Queues.ReceiveAsync("queue", 10, TimeSpan.Zero, Cancellation)).Lineage.ToString());
    }

    [Fact]
    public async Task A_role_that_a_function_assumes_is_no_way_round()
    {
        using AmazonSecurityTokenServiceClient sts = new(Keys(), new AmazonSecurityTokenServiceConfig { ServiceURL = Services.Gateway.Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
        var assumed = (await sts.AssumeRoleAsync(new() { RoleArn = Role, RoleSessionName = "other" }, Cancellation)).Credentials;
        _atHand.Causes = Lineage.Parse("work:16");
        using var sqs = Sqs(new SessionAWSCredentials(assumed.AccessKeyId, assumed.SecretAccessKey, assumed.SessionToken));

        await sqs.SendMessageAsync(new() { QueueUrl = QueueUrl, MessageBody = "one" }, Cancellation);

        Assert.Equal("work:16", Assert.Single(await Services.Queues.ReceiveAsync("queue", 10, TimeSpan.Zero, Cancellation)).Lineage.ToString());
    }

    [Fact]
    public async Task A_dead_letter_keeps_its_count_until_somebody_brings_it_back()
    {
        await Services.Queues.SendAsync("queue", new("one") { Lineage = Lineage.Parse("work:16") }, Cancellation);
        var message = Assert.Single(await Services.Queues.ReceiveAsync("queue", 1, TimeSpan.Zero, Cancellation));

        Assert.Equal("dead", await Services.Queues.GiveUpAsync("queue", message.ReceiptHandle, Cancellation));
        Assert.Equal("dead", await Services.Queues.GiveUpAsync("queue", message.ReceiptHandle, Cancellation));

        await RestartAsync();
        var dead = Assert.Single(await Services.Queues.RunAsync(desk => desk.Find("dead").Messages.ToList(), Cancellation));
        Assert.Equal("work:16", dead.Lineage.ToString());
        await Services.Queues.RunAsync(desk => desk.MoveAll("dead", null), Cancellation);
        Assert.Equal("", Assert.Single(await Services.Queues.ReceiveAsync("queue", 1, TimeSpan.Zero, Cancellation)).Lineage.ToString());
    }

    [Fact]
    public async Task Rows_of_a_version_that_did_not_count_begin_a_chain()
    {
        await using var database = StateDatabase.Open(Path.Combine(_folder, "earlier.db"));
        database.Define(QueueJournal.Tables + OutboxJournal.Tables);
        database.Define(
            """
            INSERT INTO sqs_messages VALUES (1, 'queue', 'm', 'one', NULL, 0, 0, NULL, 0, NULL, 0, NULL);
            INSERT INTO deliveries VALUES ('d', 'arn:queue', 'arn:rule', x'7B7D', 1, 60000, 1000, NULL, 0, 0, 0, '{}');
            """);

        for (var start = 0; start < 2; start++)
        {
            database.AddColumn("sqs_messages", QueueJournal.LineageColumn);
            database.AddColumn("deliveries", OutboxJournal.LineageColumn);
            database.AddColumn("deliveries", OutboxJournal.CallColumn);
        }

        Assert.Equal("", Assert.Single(QueueJournal.ReadMessages(database)).Message.Lineage.ToString());
        Assert.Equal("", Assert.Single(OutboxJournal.Read(database)).Lineage.ToString());
    }

    private string QueueUrl => $"{Services.Gateway.Endpoint}123456789012/queue";

    private async Task RestartAsync()
    {
        await Services.DisposeAsync();
        await StartAsync();
    }

    private async ValueTask StartAsync()
    {
        _sessions = new();
        _services = await LocalServices.StartAsync(
            _folder,
            buckets: [new() { Name = "box", Notifications = [new() { Id = "n", Events = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"], TargetArn = Target }] }],
            queues: [new() { Name = "dead" }, new() { Name = "queue", RedrivePolicy = new("arn:aws:sqs:us-east-1:123456789012:dead", 3) }],
            rules: [new() { Name = "all", EventBusName = "own", EventPattern = """{"source":["me"]}""", Targets = [new() { Id = "t", Arn = Target }] }],
            sessions: _sessions);
    }

    /// <summary>Of a process of a function that works on an event of a long chain.</summary>
    private SessionAWSCredentials Keys()
    {
        var keys = OpenSession();

        return new(keys.AccessKeyId, keys.SecretAccessKey, keys.Token);
    }

    private SessionKeys OpenSession() => _sessions.Open(Caller.Session(Role, "work") with { AtHand = _atHand }, TimeProvider.System.GetUtcNow());

    private AmazonSQSClient Sqs(AWSCredentials keys) =>
        new(keys, new AmazonSQSConfig { ServiceURL = Services.Gateway.Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    private AmazonS3Client S3(AWSCredentials keys) =>
        new(keys, new AmazonS3Config { ServiceURL = Services.Gateway.Endpoint.ToString(), AuthenticationRegion = "us-east-1", ForcePathStyle = true, MaxErrorRetry = 0 });
}
