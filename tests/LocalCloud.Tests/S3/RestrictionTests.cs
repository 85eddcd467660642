using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace LocalCloud.Tests.S3;

/// <summary>What a client forbids, the endpoint does not do: conditions, owners, regions.</summary>
public sealed class RestrictionTests : IAsyncLifetime
{
    private const string Owner = "123456789012";
    private const string Stranger = "210987654321";

    private LocalServices? _services;

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _services = await LocalServices.StartAsync(buckets: [new() { Name = "data" }]);
        using var s3 = Services.S3;
        await s3.PutObjectAsync(new() { BucketName = "data", Key = "key", ContentBody = "content" }, Cancellation);
    }

    public async ValueTask DisposeAsync() => await Services.DisposeAsync();

    [Theory]
    [InlineData("If-Match", "\"9a0364b9e99bb480dd25e1f0284c8555\"", 204)]
    [InlineData("If-Match", "*", 204)]
    [InlineData("If-Match", "\"00000000000000000000000000000000\"", 412)]
    [InlineData("x-amz-if-match-size", "7", 204)]
    [InlineData("x-amz-if-match-size", "8", 412)]
    [InlineData("x-amz-if-match-size", "seven", 400)]
    [InlineData("x-amz-if-match-last-modified-time", "Thu, 01 Jan 2026 00:00:00 GMT", 412)]
    [InlineData("x-amz-if-match-last-modified-time", "yesterday", 400)]
    [InlineData("If-None-Match", "*", 501)]
    [InlineData("If-Unmodified-Since", "Thu, 01 Jan 2026 00:00:00 GMT", 501)]
    [InlineData("x-amz-if-match-colour", "red", 501)]
    [InlineData("x-amz-expected-bucket-owner", Owner, 204)]
    [InlineData("x-amz-expected-bucket-owner", Stranger, 403)]
    [InlineData("x-amz-expected-object-owner", Owner, 501)]
    public async Task An_object_is_deleted_only_as_the_client_wants_it_and_a_refusal_leaves_it(string header, string value, int status)
    {
        var answer = await SendAsync("DELETE", "/data/key", header, value);

        Assert.Equal(status, answer.Status);
        Assert.True(status != 501 || answer.Text.Contains(header.ToLowerInvariant(), StringComparison.Ordinal), answer.Text);
        using var s3 = Services.S3;
        Assert.Equal(status == 204 ? 0 : 1, (await s3.ListObjectsV2Async(new() { BucketName = "data" }, Cancellation)).KeyCount);
    }

    [Fact]
    public async Task Where_there_is_no_object_only_a_tag_is_missed()
    {
        Assert.Equal(412, (await SendAsync("DELETE", "/data/none", "If-Match", "*")).Status);
        Assert.Equal(204, (await SendAsync("DELETE", "/data/none", "x-amz-if-match-size", "7")).Status);
    }

    [Fact]
    public async Task Of_many_deletions_each_has_its_own_conditions()
    {
        using var s3 = Services.S3;
        await s3.PutObjectAsync(new() { BucketName = "data", Key = "other", ContentBody = "content" }, Cancellation);

        var thrown = await Assert.ThrowsAsync<DeleteObjectsException>(() => s3.DeleteObjectsAsync(
            new() { BucketName = "data", Objects = [new() { Key = "key", ETag = "\"00000000000000000000000000000000\"" }, new() { Key = "other", ETag = "\"9a0364b9e99bb480dd25e1f0284c8555\"", Size = 7 }] },
            Cancellation));

        Assert.Equal("other", Assert.Single(thrown.Response.DeletedObjects).Key);
        Assert.Equal(("key", "PreconditionFailed"), (Assert.Single(thrown.Response.DeleteErrors).Key, thrown.Response.DeleteErrors[0].Code));
        Assert.Equal(["key"], (await s3.ListObjectsV2Async(new() { BucketName = "data" }, Cancellation)).S3Objects.Select(left => left.Key));
    }

    [Theory]
    [InlineData("GET", "/data")]
    [InlineData("HEAD", "/data")]
    [InlineData("GET", "/data?location")]
    [InlineData("PUT", "/data?versioning")]
    [InlineData("GET", "/data/key")]
    [InlineData("PUT", "/data/key")]
    [InlineData("POST", "/data/key?uploads")]
    [InlineData("POST", "/data?delete")]
    [InlineData("DELETE", "/data")]
    public async Task Every_operation_minds_whose_the_bucket_must_be(string method, string target)
    {
        Assert.Equal(403, (await SendAsync(method, target, "x-amz-expected-bucket-owner", Stranger)).Status);
        using var s3 = Services.S3;
        using var kept = await s3.GetObjectAsync("data", "key", Cancellation);
        Assert.Equal(7, kept.ContentLength);
    }

    [Fact]
    public async Task A_copy_minds_whose_the_source_must_be()
    {
        using var s3 = Services.S3;
        CopyObjectRequest copy = new() { SourceBucket = "data", SourceKey = "key", DestinationBucket = "data", DestinationKey = "copy", ExpectedBucketOwner = Owner, ExpectedSourceBucketOwner = Owner };

        await s3.CopyObjectAsync(copy, Cancellation);
        copy.ExpectedSourceBucketOwner = Stranger;
        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.CopyObjectAsync(copy, Cancellation));

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(501, (await SendAsync("GET", "/data/key", "x-amz-source-expected-bucket-owner", Owner)).Status);
    }

    [Theory]
    [InlineData("\"9a0364b9e99bb480dd25e1f0284c8555\"", 206)]
    [InlineData("\"00000000000000000000000000000000\"", 200)]
    [InlineData("Thu, 01 Jan 2026 00:00:00 GMT", 200)]
    [InlineData("Thu, 01 Jan 2099 00:00:00 GMT", 206)]
    public async Task A_part_is_sent_only_of_the_object_that_the_client_has_the_rest_of(string validator, int status) =>
        Assert.Equal(status, (await SendAsync("GET", "/data/key", "If-Range", validator, ("Range", "bytes=0-2"))).Status);

    [Fact]
    public async Task A_call_signed_for_another_region_hears_which_is_the_right_one()
    {
        var answer = await SendAsync("HEAD", "/data", region: "eu-west-1");
        var error = await SendAsync("GET", "/data/key", region: "eu-west-1");

        Assert.Equal((301, "us-east-1"), (answer.Status, answer.Headers["x-amz-bucket-region"]));
        Assert.Equal(301, error.Status);
        Assert.Contains("<Code>PermanentRedirect</Code>", error.Text, StringComparison.Ordinal);
        Assert.Contains("<Region>us-east-1</Region>", error.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await SendAsync("GET", "/", region: "eu-west-1")).Status);
        Assert.Equal("us-east-1", (await SendAsync("GET", "/data/key")).Headers["x-amz-bucket-region"]);
    }

    [Fact]
    public async Task Tags_of_a_bucket_are_kept_read_and_taken_away_also_over_a_restart()
    {
        using (var s3 = Services.S3)
        {
            await s3.PutBucketTaggingAsync("data", [new() { Key = "team", Value = "a" }, new() { Key = "empty", Value = "" }], Cancellation);
        }

        await Services.DisposeAsync();
        _services = await LocalServices.StartAsync(Services.Folder, buckets: [new() { Name = "data" }]);

        using var again = Services.S3;
        var tags = (await again.GetBucketTaggingAsync(new() { BucketName = "data" }, Cancellation)).TagSet;
        await again.DeleteBucketTaggingAsync("data", Cancellation);
        var none = await SendAsync("GET", "/data?tagging");
        Assert.Equal([("team", "a"), ("empty", "")], tags.Select(tag => (tag.Key, tag.Value)));
        Assert.Equal(404, none.Status);
        Assert.Contains("<Code>NoSuchTagSet</Code>", none.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>", "MalformedXML")]
    [InlineData("<Tagging/>", "MalformedXML")]
    [InlineData("<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>a</Key><Value>2</Value></Tag></TagSet></Tagging>", "InvalidTag")]
    [InlineData("<Tagging><TagSet><Tag><Key>aws:a</Key><Value>1</Value></Tag></TagSet></Tagging>", "InvalidTag")]
    public async Task Tags_that_are_none_are_refused(string body, string code)
    {
        var refused = await SendAsync("PUT", "/data?tagging", body: body);

        Assert.Equal(400, refused.Status);
        Assert.Contains($"<Code>{code}</Code>", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S3s_own_encryption_may_be_asked_for_is_told_of_every_object_and_no_other_is_taken()
    {
        using var s3 = Services.S3;

        var put = await s3.PutObjectAsync(
            new() { BucketName = "data", Key = "encrypted", ContentBody = "x", ServerSideEncryptionMethod = ServerSideEncryptionMethod.AES256 }, Cancellation);
        using var got = await s3.GetObjectAsync("data", "key", Cancellation);
        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.PutObjectAsync(
            new() { BucketName = "data", Key = "encrypted", ContentBody = "x", ServerSideEncryptionMethod = ServerSideEncryptionMethod.AWSKMS }, Cancellation));

        Assert.Equal((ServerSideEncryptionMethod.AES256, ServerSideEncryptionMethod.AES256), (put.ServerSideEncryptionMethod, got.ServerSideEncryptionMethod));
        Assert.Contains("x-amz-server-side-encryption: aws:kms", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A signed call with headers that no client would let through.</summary>
    private async Task<(int Status, IReadOnlyDictionary<string, string> Headers, string Text)> SendAsync(
        string method, string target, string? header = null, string value = "", (string Name, string Value)? other = null, string region = "us-east-1", string body = "")
    {
        Gateway.SignedRequest request = new(Services.Gateway.Endpoint, Services.Credentials, "s3", region)
        {
            Method = method,
            Target = target,
            Body = body,
            Headers = [.. header is null ? ((string, string)[])[] : [(header, value)], .. other is { } more ? ((string, string)[])[more] : []],
        };
        using var connection = await Gateway.KeptConnection.OpenAsync(Services.Gateway.Endpoint.Port);
        var answer = await connection.AskAsync(request.Head(), method == "HEAD" ? "" : body);

        return (answer.Status, answer.Headers, answer.Body);
    }
}
