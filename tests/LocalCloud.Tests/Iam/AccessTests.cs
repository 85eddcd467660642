using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SQS;
using LocalCloud.Gateway;
using LocalCloud.Iam;

namespace LocalCloud.Tests.Iam;

/// <summary>Sessions of roles call through the official clients: what their policies allow is done, the rest is refused in AWS's words.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private const string Role = "arn:aws:iam::123456789012:role/reader";
    private const string Policy =
        """
        {"Version":"2012-10-17","Statement":[
          {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::data/in/*"},
          {"Effect":"Allow","Action":["s3:PutObject","s3:DeleteObject"],"Resource":"arn:aws:s3:::data/out/*"},
          {"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::data","Condition":{"StringLike":{"s3:prefix":"out/*"}}},
          {"Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:us-east-1:123456789012:open"},
          {"Effect":"Deny","Action":"sqs:PurgeQueue","Resource":"*"},
          {"Effect":"Allow","Action":"s3:CreateBucket","Resource":"*","Condition":{"StringSounds":{"aws:RequestedRegion":"us-east-1"}}}
        ]}
        """;

    private readonly Sessions _sessions = new();
    private LocalServices? _services;

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _services = await LocalServices.StartAsync(
            buckets: [new() { Name = "data" }, new() { Name = "other" }],
            queues: [new() { Name = "open" }, new() { Name = "closed" }],
            sessions: _sessions,
            roles: new([new(Role, PolicyParser.Parse(Policy))], isOn: true));
        using var s3 = Services.S3;
        foreach (var (bucket, key) in ((string, string)[])[("data", "in/one"), ("data", "out/one"), ("data", "kept"), ("other", "in/one")])
        {
            await s3.PutObjectAsync(new() { BucketName = bucket, Key = key, ContentBody = "text" }, Cancellation);
        }
    }

    public async ValueTask DisposeAsync() => await Services.DisposeAsync();

    [Fact]
    public async Task A_role_reads_what_it_may_and_is_refused_another_bucket_in_AWSs_sentence()
    {
        using var s3 = S3(Role);

        using var read = await s3.GetObjectAsync("data", "in/one", Cancellation);
        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.GetObjectAsync("other", "in/one", Cancellation));

        Assert.Equal(4, read.ContentLength);
        Assert.Equal(
            ("AccessDenied", System.Net.HttpStatusCode.Forbidden,
                "User: arn:aws:sts::123456789012:assumed-role/reader/session is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::other/in/one\" because no identity-based policy allows the s3:GetObject action"),
            (refused.ErrorCode, refused.StatusCode, refused.Message));
    }

    [Fact]
    public async Task Whoever_may_not_list_a_bucket_does_not_hear_that_a_key_is_missing()
    {
        using var s3 = S3(Role);

        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.GetObjectAsync("data", "in/none", Cancellation));

        Assert.Equal("AccessDenied", refused.ErrorCode);
        Assert.Contains("s3:ListBucket", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_judged_by_the_prefix_it_asks_for()
    {
        using var s3 = S3(Role);

        var listed = await s3.ListObjectsV2Async(new() { BucketName = "data", Prefix = "out/" }, Cancellation);
        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.ListObjectsV2Async(new() { BucketName = "data", Prefix = "in/" }, Cancellation));

        Assert.Equal("out/one", Assert.Single(listed.S3Objects).Key);
        Assert.Equal("AccessDenied", refused.ErrorCode);
    }

    [Fact]
    public async Task Of_many_deletions_each_key_is_judged_by_itself()
    {
        using var s3 = S3(Role);

        var answer = await Assert.ThrowsAsync<DeleteObjectsException>(() =>
            s3.DeleteObjectsAsync(new() { BucketName = "data", Objects = [new() { Key = "out/one" }, new() { Key = "kept" }] }, Cancellation));

        Assert.Equal("out/one", Assert.Single(answer.Response.DeletedObjects).Key);
        Assert.Equal(("kept", "AccessDenied"), (Assert.Single(answer.Response.DeleteErrors).Key, answer.Response.DeleteErrors[0].Code));
        using var s3OfOperator = Services.S3;
        using var kept = await s3OfOperator.GetObjectAsync("data", "kept", Cancellation);
        Assert.Equal(4, kept.ContentLength);
    }

    [Fact]
    public async Task A_copy_needs_both_its_source_and_its_target()
    {
        using var s3 = S3(Role);

        await s3.CopyObjectAsync("data", "in/one", "data", "out/copy", Cancellation);
        var source = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.CopyObjectAsync("other", "in/one", "data", "out/copy", Cancellation));
        var target = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.CopyObjectAsync("data", "in/one", "data", "in/copy", Cancellation));

        Assert.Contains("s3:GetObject on resource: \"arn:aws:s3:::other/in/one\"", source.Message, StringComparison.Ordinal);
        Assert.Contains("s3:PutObject on resource: \"arn:aws:s3:::data/in/copy\"", target.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queues_refuse_in_their_own_shape_and_an_explicit_denial_is_called_so()
    {
        using var sqs = Sqs(Role);

        await sqs.SendMessageAsync(Url("open"), "text", Cancellation);
        var refused = await Assert.ThrowsAnyAsync<AmazonSQSException>(() => sqs.SendMessageAsync(Url("closed"), "text", Cancellation));
        var denied = await Assert.ThrowsAnyAsync<AmazonSQSException>(() => sqs.PurgeQueueAsync(Url("open"), Cancellation));

        Assert.Equal(System.Net.HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.EndsWith(
            "is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:us-east-1:123456789012:closed because no identity-based policy allows the sqs:sendmessage action",
            refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("with an explicit deny in an identity-based policy", denied.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_one_is_everybody_may_ask_and_another_role_may_be_assumed_only_by_permission()
    {
        using var sts = Sts(Role);

        var identity = await sts.GetCallerIdentityAsync(new(), Cancellation);
        var refused = await Assert.ThrowsAnyAsync<AmazonServiceException>(() =>
            sts.AssumeRoleAsync(new() { RoleArn = "arn:aws:iam::123456789012:role/admin", RoleSessionName = "climber" }, Cancellation));

        Assert.Equal("arn:aws:sts::123456789012:assumed-role/reader/session", identity.Arn);
        Assert.Equal("AccessDenied", refused.ErrorCode);
        Assert.Contains("sts:AssumeRole on resource: arn:aws:iam::123456789012:role/admin", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_that_nobody_knows_denies()
    {
        using var s3 = S3(Role);

        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.PutBucketAsync("fresh-bucket", Cancellation));

        Assert.Equal("AccessDenied", refused.ErrorCode);
    }

    [Fact]
    public async Task A_role_that_is_not_declared_and_the_operator_may_do_everything()
    {
        using var undeclared = S3("arn:aws:iam::123456789012:role/elsewhere");
        using var owner = Services.S3;

        foreach (var s3 in new[] { undeclared, owner })
        {
            using var read = await s3.GetObjectAsync("other", "in/one", Cancellation);
            Assert.Equal(4, read.ContentLength);
        }
    }

    private static string Url(string queue) => $"http://127.0.0.1/123456789012/{queue}";

    private SessionAWSCredentials Keys(string role)
    {
        var keys = _sessions.Open(Caller.Session(role, "session"), TimeProvider.System.GetUtcNow());

        return new(keys.AccessKeyId, keys.SecretAccessKey, keys.Token);
    }

    private AmazonS3Client S3(string role) =>
        new(Keys(role), new AmazonS3Config { ServiceURL = Services.Gateway.Endpoint.ToString(), AuthenticationRegion = "us-east-1", ForcePathStyle = true, MaxErrorRetry = 0 });

    private AmazonSQSClient Sqs(string role) =>
        new(Keys(role), new AmazonSQSConfig { ServiceURL = Services.Gateway.Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    private AmazonSecurityTokenServiceClient Sts(string role) =>
        new(Keys(role), new AmazonSecurityTokenServiceConfig { ServiceURL = Services.Gateway.Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
}
