using System.Net;
using LocalCloud.S3;
using Microsoft.Data.Sqlite;

namespace LocalCloud.Tests.Hostile;

/// <summary>No key that S3 allows, and no file that somebody puts beside it, confuses the folder of a bucket.</summary>
public sealed class KeyTests : IAsyncLifetime
{
    private static readonly BucketSettings Plain = new() { Name = "plain", Notifications = [new() { Id = "all", Events = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"], TargetArn = "arn:aws:sqs:us-east-1:123456789012:q" }] };

    private LocalServices? _services;

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Bucket => Path.Combine(Services.Folder, "s3", "plain");

    public async ValueTask InitializeAsync() => _services = await LocalServices.StartAsync(buckets: [Plain]);

    public async ValueTask DisposeAsync() => await Services.DisposeAsync();

    [Theory]
    [InlineData("\u0085", 40)]
    [InlineData("\u00d0\u009f\u00d1\u0080\u00d0\u00b8", 60)]
    [InlineData("\u0001", 300)]
    [InlineData("%", 400)]
    [InlineData("ж", 512)]
    [InlineData("😀", 256)]
    public async Task A_long_key_of_any_characters_is_one_object_before_and_after_a_restart(string character, int count)
    {
        var key = string.Concat(Enumerable.Repeat(character, count));
        await PutAsync(key);

        await RestartAsync();

        Assert.Equal([key], await KeysAsync());
    }

    [Fact]
    public async Task A_state_folder_in_which_one_file_has_two_keys_starts_and_the_second_key_is_gone_but_not_the_file()
    {
        await PutAsync("a");
        await Services.DisposeAsync();
        // As versions before wrote it: the watch of the folder had taken the file of one key for another's.
        Execute("INSERT INTO s3_objects SELECT bucket, 'a\ufffd', version_id, 'FFFFFFFFFFFFFFFF', etag, size, modified_ms, is_delete_marker, path, file_ticks, headers FROM s3_objects");
        _services = await LocalServices.StartAsync(Services.Folder, buckets: [Plain]);

        Assert.Equal(["a"], await KeysAsync());
        Assert.True(File.Exists(Path.Combine(Bucket, "a")));
        await RestartAsync();
        Assert.Equal(["a"], await KeysAsync());
    }

    [Fact]
    public async Task A_file_whose_name_stands_for_a_key_that_has_another_file_changes_nothing()
    {
        await PutAsync("a b");
        await File.WriteAllTextAsync(Path.Combine(Bucket, "a%20b"), "by hand", Cancellation);

        await RestartAsync();
        using var s3 = Services.S3;
        using var read = new StreamReader((await s3.GetObjectAsync("plain", "a b", Cancellation)).ResponseStream);

        Assert.Equal(["a b"], await KeysAsync());
        Assert.Equal("put", await read.ReadToEndAsync(Cancellation));
        await s3.DeleteObjectAsync("plain", "a b", Cancellation);
        Assert.True(File.Exists(Path.Combine(Bucket, "a%20b")));
    }

    private async Task PutAsync(string key)
    {
        using var s3 = Services.S3;
        await s3.PutObjectAsync(new() { BucketName = "plain", Key = key, ContentBody = "put" }, Cancellation);
    }

    private async Task<IEnumerable<string>> KeysAsync()
    {
        using var s3 = Services.S3;

        return ((await s3.ListObjectsV2Async(new() { BucketName = "plain", Encoding = Amazon.S3.EncodingType.Url }, Cancellation)).S3Objects ?? []).Select(found => WebUtility.UrlDecode(found.Key));
    }

    private async Task RestartAsync()
    {
        await Services.DisposeAsync();
        _services = await LocalServices.StartAsync(Services.Folder, buckets: [Plain]);
    }

    private void Execute(string sql)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(Services.Folder, "state.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
