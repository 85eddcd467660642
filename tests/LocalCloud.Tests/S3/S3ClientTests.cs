using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;

namespace LocalCloud.Tests.S3;

/// <summary>The S3 endpoint as the AWS SDK sees it.</summary>
public sealed class S3ClientTests : IAsyncLifetime
{
    private LocalServices? _services;

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _services = await LocalServices.StartAsync(buckets: [new() { Name = "plain" }, new() { Name = "versioned", IsVersioned = true }]);

    public async ValueTask DisposeAsync() => await Services.DisposeAsync();

    [Theory]
    [InlineData("inbox/hello.json")]
    [InlineData("a b+c&d=e?f#g%41é😀")]
    [InlineData("../../escape")]
    [InlineData("folder/")]
    [InlineData("a//b")]
    [InlineData("line\nbreak")]
    public async Task An_object_comes_back_as_it_was_put(string key)
    {
        using var s3 = Services.S3;
        var put = await s3.PutObjectAsync(
            new() { BucketName = "plain", Key = key, ContentBody = "content", ContentType = "text/plain", Metadata = { ["answer"] = "42" } }, Cancellation);

        using var got = await s3.GetObjectAsync("plain", key, Cancellation);
        using var reader = new StreamReader(got.ResponseStream);

        Assert.Equal("content", await reader.ReadToEndAsync(Cancellation));
        Assert.Equal(("\"9a0364b9e99bb480dd25e1f0284c8555\"", put.ETag), (got.ETag, got.ETag));
        Assert.Equal(("text/plain", "42"), (got.Headers.ContentType, got.Metadata["answer"]));
    }

    [Fact]
    public async Task A_key_cannot_leave_the_folder_of_its_bucket()
    {
        using var s3 = Services.S3;
        await s3.PutObjectAsync(new() { BucketName = "plain", Key = "../../../escaped", ContentBody = "x" }, Cancellation);

        var files = Directory.GetFiles(Services.Folder, "*escaped*", SearchOption.AllDirectories);

        Assert.Equal([Path.Combine(Services.Folder, "s3", "plain", "%2E%2E", "%2E%2E", "%2E%2E", "escaped")], files);
    }

    [Fact]
    public async Task A_key_may_be_the_beginning_of_another()
    {
        using var s3 = Services.S3;
        string[] keys = ["a", "a/b", "a/b/c", "a/"];
        foreach (var key in keys)
        {
            await s3.PutObjectAsync(new() { BucketName = "plain", Key = key, ContentBody = key }, Cancellation);
        }

        foreach (var key in keys)
        {
            Assert.Equal(key, await TextAsync("plain", key));
        }
    }

    [Theory]
    [InlineData("CRC32")]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    public async Task Checksums_of_the_SDK_are_verified_and_given_back(string algorithm)
    {
        using var s3 = Services.S3;
        await s3.PutObjectAsync(new() { BucketName = "plain", Key = "k", ContentBody = "123456789", ChecksumAlgorithm = ChecksumAlgorithm.FindValue(algorithm) }, Cancellation);

        var got = await s3.GetObjectMetadataAsync(new() { BucketName = "plain", Key = "k", ChecksumMode = ChecksumMode.ENABLED }, Cancellation);

        Assert.NotNull(got.ChecksumCRC32 ?? got.ChecksumCRC32C ?? got.ChecksumCRC64NVME ?? got.ChecksumSHA1 ?? got.ChecksumSHA256);
    }

    [Fact]
    public async Task A_wrong_checksum_is_refused_and_nothing_is_kept()
    {
        using var s3 = Services.S3;

        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(
            () => s3.PutObjectAsync(new() { BucketName = "plain", Key = "k", ContentBody = "x", ChecksumCRC32 = "AAAAAA==" }, Cancellation));

        Assert.Equal("BadDigest", refused.ErrorCode);
        Assert.Empty((await s3.ListObjectsV2Async(new() { BucketName = "plain" }, Cancellation)).S3Objects ?? []);
        Assert.Empty(Directory.GetFiles(Path.Combine(Services.Folder, "s3", ".uploads")));
    }

    [Theory]
    [InlineData("bytes=0-3", "0123", "bytes 0-3/10")]
    [InlineData("bytes=7-", "789", "bytes 7-9/10")]
    [InlineData("bytes=-2", "89", "bytes 8-9/10")]
    [InlineData("bytes=8-100", "89", "bytes 8-9/10")]
    public async Task A_part_of_an_object_can_be_read(string range, string text, string contentRange)
    {
        using var s3 = Services.S3;
        await s3.PutObjectAsync(new() { BucketName = "plain", Key = "k", ContentBody = "0123456789" }, Cancellation);

        using var got = await s3.GetObjectAsync(new GetObjectRequest { BucketName = "plain", Key = "k", ByteRange = new(range) }, Cancellation);
        using var reader = new StreamReader(got.ResponseStream);

        Assert.Equal((text, contentRange, HttpStatusCode.PartialContent), (await reader.ReadToEndAsync(Cancellation), got.ContentRange, got.HttpStatusCode));
    }

    [Fact]
    public async Task Only_the_first_of_two_writers_that_ask_for_a_new_object_gets_it()
    {
        using var s3 = Services.S3;
        PutObjectRequest Request() => new() { BucketName = "plain", Key = "lock", ContentBody = "x", IfNoneMatch = "*" };
        await s3.PutObjectAsync(Request(), Cancellation);

        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.PutObjectAsync(Request(), Cancellation));

        Assert.Equal(("PreconditionFailed", HttpStatusCode.PreconditionFailed), (refused.ErrorCode, refused.StatusCode));
    }

    [Fact]
    public async Task A_list_is_in_order_of_bytes_paged_and_folded_at_the_delimiter()
    {
        using var s3 = Services.S3;
        string[] keys = ["b", "a/1", "a/2", "c/x/y", "\uFFFD", "😀", "B"];
        foreach (var key in keys)
        {
            await s3.PutObjectAsync(new() { BucketName = "plain", Key = key, ContentBody = "" }, Cancellation);
        }

        var paged = new List<string>();
        await foreach (var found in s3.Paginators.ListObjectsV2(new() { BucketName = "plain", MaxKeys = 2 }).S3Objects)
        {
            paged.Add(found.Key);
        }

        var folded = await s3.ListObjectsV2Async(new() { BucketName = "plain", Delimiter = "/" }, Cancellation);

        Assert.Equal(["B", "a/1", "a/2", "b", "c/x/y", "\uFFFD", "😀"], paged);
        Assert.Equal(["a/", "c/"], folded.CommonPrefixes);
        Assert.Equal(["B", "b", "\uFFFD", "😀"], folded.S3Objects.Select(found => found.Key));
    }

    [Fact]
    public async Task A_versioned_bucket_keeps_what_was_overwritten_and_deleted()
    {
        using var s3 = Services.S3;
        var first = await s3.PutObjectAsync(new() { BucketName = "versioned", Key = "k", ContentBody = "one" }, Cancellation);
        var second = await s3.PutObjectAsync(new() { BucketName = "versioned", Key = "k", ContentBody = "two" }, Cancellation);
        var marker = await s3.DeleteObjectAsync("versioned", "k", Cancellation);

        Assert.NotEqual(first.VersionId, second.VersionId);
        Assert.Equal("one", await TextAsync("versioned", "k", first.VersionId));
        await Assert.ThrowsAsync<NoSuchKeyException>(() => s3.GetObjectAsync("versioned", "k", Cancellation));

        await s3.DeleteObjectAsync("versioned", "k", marker.VersionId, Cancellation);

        Assert.Equal("two", await TextAsync("versioned", "k"));
    }

    [Fact]
    public async Task A_large_object_comes_in_parts()
    {
        using var s3 = Services.S3;
        using var transfer = new TransferUtility(s3);
        var content = new byte[17 * 1024 * 1024];
        new Random(1).NextBytes(content);
        await transfer.UploadAsync(new TransferUtilityUploadRequest { BucketName = "plain", Key = "large", InputStream = new MemoryStream(content), PartSize = 6 * 1024 * 1024 }, Cancellation);

        using var got = await s3.GetObjectAsync("plain", "large", Cancellation);
        using var copy = new MemoryStream();
        await got.ResponseStream.CopyToAsync(copy, Cancellation);

        Assert.True(content.AsSpan().SequenceEqual(copy.ToArray()));
        Assert.EndsWith("-3\"", got.ETag, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(Services.Folder, "s3", ".uploads")));
    }

    [Fact]
    public async Task Objects_can_be_copied_and_deleted_by_the_dozen()
    {
        using var s3 = Services.S3;
        await s3.PutObjectAsync(new() { BucketName = "plain", Key = "from", ContentBody = "x", Metadata = { ["m"] = "1" } }, Cancellation);
        await s3.CopyObjectAsync("plain", "from", "plain", "to/é", Cancellation);
        var copied = await s3.GetObjectMetadataAsync("plain", "to/é", Cancellation);
        var deleted = await s3.DeleteObjectsAsync(new() { BucketName = "plain", Objects = [new() { Key = "from" }, new() { Key = "to/é" }, new() { Key = "never" }] }, Cancellation);

        Assert.Equal("1", copied.Metadata["m"]);
        Assert.Equal(3, deleted.DeletedObjects.Count);
        Assert.Equal(0, (await s3.ListObjectsV2Async(new() { BucketName = "plain" }, Cancellation)).KeyCount);
    }

    [Fact]
    public async Task What_is_not_there_is_named_and_what_is_not_supported_is_refused_by_name()
    {
        using var s3 = Services.S3;

        Assert.Equal("NoSuchBucket", (await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => s3.GetObjectAsync("nowhere", "k", Cancellation))).ErrorCode);
        Assert.Equal("NoSuchKey", (await Assert.ThrowsAsync<NoSuchKeyException>(() => s3.GetObjectAsync("plain", "k", Cancellation))).ErrorCode);
        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.GetBucketPolicyAsync("plain", Cancellation));
        Assert.Equal(("NotImplemented", HttpStatusCode.NotImplemented), (refused.ErrorCode, refused.StatusCode));
        Assert.Contains("?policy", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        using (var s3 = Services.S3)
        {
            await s3.PutObjectAsync(new() { BucketName = "versioned", Key = "k", ContentBody = "kept", Metadata = { ["m"] = "1" } }, Cancellation);
        }

        await Services.DisposeAsync();
        _services = await LocalServices.StartAsync(Services.Folder);
        using var again = Services.S3;

        Assert.Equal("kept", await TextAsync("versioned", "k"));
        Assert.Equal("1", (await again.GetObjectMetadataAsync("versioned", "k", Cancellation)).Metadata["m"]);
        Assert.Single((await again.ListVersionsAsync("versioned", Cancellation)).Versions);
    }

    private async Task<string> TextAsync(string bucket, string key, string? versionId = null)
    {
        using var s3 = Services.S3;
        using var got = await s3.GetObjectAsync(bucket, key, versionId, Cancellation);
        using var reader = new StreamReader(got.ResponseStream, Encoding.UTF8);

        return await reader.ReadToEndAsync(Cancellation);
    }
}
