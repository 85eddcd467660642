using System.Diagnostics;
using Amazon.S3;

namespace LocalCloud.Tests.Hostile;

/// <summary>Nothing goes through a symbolic link in a bucket's folder, whoever put it there.</summary>
public sealed class LinkTests : IAsyncLifetime
{
    private readonly string _outside = Directory.CreateTempSubdirectory("outside-").FullName;
    private LocalServices? _services;

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Bucket => Path.Combine(Services.Folder, "s3", "plain");

    public async ValueTask InitializeAsync()
    {
        _services = await LocalServices.StartAsync(buckets: [new() { Name = "plain" }]);
        await File.WriteAllTextAsync(Path.Combine(_outside, "secret"), "secret", Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        Directory.Delete(_outside, recursive: true);
    }

    [Fact]
    public async Task An_object_is_not_written_through_a_linked_folder()
    {
        Directory.CreateSymbolicLink(Path.Combine(Bucket, "link"), _outside);
        using var s3 = Services.S3;

        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.PutObjectAsync(new() { BucketName = "plain", Key = "link/new", ContentBody = "x" }, Cancellation));

        Assert.Equal("AccessDenied", refused.ErrorCode);
        Assert.Equal([Path.Combine(_outside, "secret")], Directory.GetFiles(_outside));
    }

    [Fact]
    public async Task An_object_whose_file_became_a_link_is_not_read()
    {
        using var s3 = Services.S3;
        await s3.PutObjectAsync(new() { BucketName = "plain", Key = "a", ContentBody = "x" }, Cancellation);
        File.Delete(Path.Combine(Bucket, "a"));
        File.CreateSymbolicLink(Path.Combine(Bucket, "a"), Path.Combine(_outside, "secret"));

        Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.GetObjectAsync("plain", "a", Cancellation))).ErrorCode);
    }

    [Fact]
    public async Task A_linked_file_is_replaced_by_an_object_and_what_it_named_stays()
    {
        File.CreateSymbolicLink(Path.Combine(Bucket, "a"), Path.Combine(_outside, "secret"));
        using var s3 = Services.S3;

        await s3.PutObjectAsync(new() { BucketName = "plain", Key = "a", ContentBody = "x" }, Cancellation);

        Assert.Equal("secret", await File.ReadAllTextAsync(Path.Combine(_outside, "secret"), Cancellation));
        Assert.Null(new FileInfo(Path.Combine(Bucket, "a")).LinkTarget);
    }

    [Fact]
    public async Task Links_and_pipes_do_not_become_objects_and_hold_nothing_up()
    {
        await Services.Objects.WatchAsync(Cancellation);
        Directory.CreateSymbolicLink(Path.Combine(Bucket, "folder"), _outside);
        File.CreateSymbolicLink(Path.Combine(Bucket, "file"), Path.Combine(_outside, "secret"));
        using var pipe = Process.Start("mkfifo", [Path.Combine(Bucket, "pipe")]);
        await pipe.WaitForExitAsync(Cancellation);
        await File.WriteAllTextAsync(Path.Combine(Bucket, "plain"), "x", Cancellation);
        using var s3 = Services.S3;

        List<string> keys;
        do
        {
            // What was there before the file is looked at before it.
            keys = [.. ((await s3.ListObjectsV2Async(new() { BucketName = "plain" }, Cancellation)).S3Objects ?? []).Select(found => found.Key)];
        }
        while (!keys.Contains("plain"));

        Assert.Equal(["plain"], keys);
    }
}
