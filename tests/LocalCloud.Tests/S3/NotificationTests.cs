using System.Text.Json;
using LocalCloud.S3;

namespace LocalCloud.Tests.S3;

public sealed class NotificationTests : IAsyncLifetime
{
    private const string Function = "arn:aws:lambda:us-east-1:123456789012:function:ManifestDropped";

    private static readonly BucketSettings Inbox = new()
    {
        Name = "inbox-bucket",
        IsVersioned = true,
        Notifications = [new() { Id = "dropped", Events = ["s3:ObjectCreated:*"], Prefix = "inbox/", Suffix = ".json", TargetArn = Function }],
    };

    private LocalServices? _services;

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Bucket => Path.Combine(Services.Folder, "s3", "inbox-bucket");

    public async ValueTask InitializeAsync() => _services = await LocalServices.StartAsync(buckets: [Inbox]);

    public async ValueTask DisposeAsync() => await Services.DisposeAsync();

    [Fact]
    public async Task An_event_is_told_in_the_form_of_S3()
    {
        Services.Outbox.Start(Services.Target);
        using var s3 = Services.S3;
        var put = await s3.PutObjectAsync(new() { BucketName = "inbox-bucket", Key = "inbox/red flower é.json", ContentBody = "{}" }, Cancellation);

        var (target, body, _) = await Services.Target.NextAsync();
        using var json = JsonDocument.Parse(body);
        var record = json.RootElement.GetProperty("Records")[0];
        var told = record.GetProperty("s3");

        Assert.Equal(Function, target);
        Assert.Equal(("2.1", "aws:s3", "us-east-1", "ObjectCreated:Put"), (Text(record, "eventVersion"), Text(record, "eventSource"), Text(record, "awsRegion"), Text(record, "eventName")));
        Assert.Equal(("1.0", "dropped"), (Text(told, "s3SchemaVersion"), Text(told, "configurationId")));
        Assert.Equal(("inbox-bucket", "arn:aws:s3:::inbox-bucket"), (Text(told.GetProperty("bucket"), "name"), Text(told.GetProperty("bucket"), "arn")));
        Assert.Equal(
            ("inbox/red+flower+%C3%A9.json", "99914b932bd37a50b983c5e7c90ae93b", put.VersionId),
            (Text(told.GetProperty("object"), "key"), Text(told.GetProperty("object"), "eTag"), Text(told.GetProperty("object"), "versionId")));
        Assert.Matches("^[0-9A-F]{16}$", Text(told.GetProperty("object"), "sequencer"));
    }

    [Fact]
    public async Task Only_keys_with_the_prefix_and_the_suffix_are_told()
    {
        Services.Outbox.Start(Services.Target);
        using var s3 = Services.S3;
        foreach (var key in (string[])["results/a.json", "inbox/a.txt", "inbox/yes.json"])
        {
            await s3.PutObjectAsync(new() { BucketName = "inbox-bucket", Key = key, ContentBody = "{}" }, Cancellation);
        }

        Assert.Contains("\"inbox/yes.json\"", (await Services.Target.NextAsync()).Body, StringComparison.Ordinal);
        Assert.True(Services.Target.IsEmpty);
    }

    [Fact]
    public async Task A_file_that_is_copied_into_the_folder_is_told_once_it_is_whole()
    {
        Services.Outbox.Start(Services.Target);
        await Services.Objects.WatchAsync(Cancellation);
        Directory.CreateDirectory(Path.Combine(Bucket, "inbox"));
        await using (var file = new FileStream(Path.Combine(Bucket, "inbox", "slow.json"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Write("""{"jobs":"""u8);
            file.Flush();
            await File.WriteAllTextAsync(Path.Combine(Bucket, "inbox", "quick.json"), "[]", Cancellation);
            // The quick one is told while the slow one is still open: nothing is told of a file that has a writer.
            Assert.Contains("quick.json", (await Services.Target.NextAsync()).Body, StringComparison.Ordinal);
            file.Write("[]}"u8);
        }

        var (_, body, _) = await Services.Target.NextAsync();
        using var s3 = Services.S3;
        var found = await s3.GetObjectMetadataAsync("inbox-bucket", "inbox/slow.json", Cancellation);

        Assert.Contains("slow.json", body, StringComparison.Ordinal);
        Assert.Contains("\"size\":11", body, StringComparison.Ordinal);
        Assert.Equal(("application/json", 11), (found.Headers.ContentType, found.ContentLength));
        Assert.NotNull(found.VersionId);
    }

    [Fact]
    public async Task A_file_that_was_copied_in_while_nothing_ran_is_told_at_the_next_start()
    {
        await Services.DisposeAsync();
        Directory.CreateDirectory(Path.Combine(Bucket, "inbox"));
        await File.WriteAllTextAsync(Path.Combine(Bucket, "inbox", "late.json"), "{}", Cancellation);
        _services = await LocalServices.StartAsync(Services.Folder, buckets: [Inbox]);
        Services.Outbox.Start(Services.Target);

        Assert.Contains("inbox/late.json", (await Services.Target.NextAsync()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_only_touched_is_not_told_and_one_that_was_changed_is()
    {
        Services.Outbox.Start(Services.Target);
        await Services.Objects.WatchAsync(Cancellation);
        Directory.CreateDirectory(Path.Combine(Bucket, "inbox"));
        var file = Path.Combine(Bucket, "inbox", "a.json");
        await File.WriteAllTextAsync(file, "{}", Cancellation);
        Assert.Contains("99914b932bd37a50b983c5e7c90ae93b", (await Services.Target.NextAsync()).Body, StringComparison.Ordinal);

        Touch(file);
        await File.WriteAllTextAsync(Path.Combine(Bucket, "inbox", "later.json"), "{}", Cancellation);
        Assert.Contains("inbox/later.json", (await Services.Target.NextAsync()).Body, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, "[]", Cancellation);
        var (_, changed, _) = await Services.Target.NextAsync();

        Assert.Contains("inbox/a.json", changed, StringComparison.Ordinal);
        Assert.Contains("d751713988987e9331980363e24189ce", changed, StringComparison.Ordinal);
        Assert.True(Services.Target.IsEmpty);
    }

    [Fact]
    public async Task A_file_that_was_touched_while_nothing_ran_is_the_same_object()
    {
        using (var s3 = Services.S3)
        {
            await s3.PutObjectAsync(new() { BucketName = "inbox-bucket", Key = "inbox/a.json", ContentBody = "{}" }, Cancellation);
            await s3.PutObjectAsync(new() { BucketName = "inbox-bucket", Key = "inbox/b.json", ContentBody = "{}" }, Cancellation);
        }

        await Services.DisposeAsync();
        Touch(Path.Combine(Bucket, "inbox", "a.json"));
        await File.WriteAllTextAsync(Path.Combine(Bucket, "inbox", "b.json"), "[]", Cancellation);
        _services = await LocalServices.StartAsync(Services.Folder, buckets: [Inbox]);
        Services.Outbox.Start(Services.Target);
        string[] told = [(await Services.Target.NextAsync()).Body, (await Services.Target.NextAsync()).Body, (await Services.Target.NextAsync()).Body];
        using var again = Services.S3;

        Assert.Equal(1, told.Count(body => body.Contains("inbox/a.json", StringComparison.Ordinal)));
        Assert.Contains("d751713988987e9331980363e24189ce", told[2], StringComparison.Ordinal);
        Assert.True(Services.Target.IsEmpty);
        Assert.Equal(2, (await again.ListVersionsAsync("inbox-bucket", Cancellation)).Versions.Count);
    }

    [Fact]
    public async Task PutObject_of_the_same_bytes_is_told_each_time()
    {
        Services.Outbox.Start(Services.Target);
        using var s3 = Services.S3;
        var first = await s3.PutObjectAsync(new() { BucketName = "inbox-bucket", Key = "inbox/a.json", ContentBody = "{}" }, Cancellation);
        var second = await s3.PutObjectAsync(new() { BucketName = "inbox-bucket", Key = "inbox/a.json", ContentBody = "{}" }, Cancellation);

        Assert.Contains(first.VersionId, (await Services.Target.NextAsync()).Body, StringComparison.Ordinal);
        Assert.Contains(second.VersionId, (await Services.Target.NextAsync()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_taken_away_is_no_object_any_more()
    {
        using var s3 = Services.S3;
        await s3.PutObjectAsync(new() { BucketName = "inbox-bucket", Key = "inbox/a.json", ContentBody = "{}" }, Cancellation);
        await Services.DisposeAsync();
        File.Delete(Path.Combine(Bucket, "inbox", "a.json"));
        _services = await LocalServices.StartAsync(Services.Folder, buckets: [Inbox]);
        using var again = Services.S3;

        Assert.Equal(0, (await again.ListObjectsV2Async(new() { BucketName = "inbox-bucket" }, Cancellation)).KeyCount);
    }

    [Fact]
    public async Task A_link_that_leads_out_of_the_folder_is_no_object()
    {
        await Services.DisposeAsync();
        Directory.CreateDirectory(Path.Combine(Bucket, "inbox"));
        File.CreateSymbolicLink(Path.Combine(Bucket, "inbox", "secret.json"), Path.Combine(Services.Folder, "credentials"));
        _services = await LocalServices.StartAsync(Services.Folder, buckets: [Inbox]);
        using var s3 = Services.S3;

        Assert.Equal(0, (await s3.ListObjectsV2Async(new() { BucketName = "inbox-bucket" }, Cancellation)).KeyCount);
    }

    [Fact]
    public async Task An_event_that_was_not_delivered_is_delivered_after_a_restart_and_only_then()
    {
        using (var s3 = Services.S3)
        {
            await s3.PutObjectAsync(new() { BucketName = "inbox-bucket", Key = "inbox/a.json", ContentBody = "{}" }, Cancellation);
        }

        Assert.True(Services.Target.IsEmpty);
        await Services.DisposeAsync();
        _services = await LocalServices.StartAsync(Services.Folder, buckets: [Inbox]);
        Services.Outbox.Start(Services.Target);

        Assert.Contains("inbox/a.json", (await Services.Target.NextAsync()).Body, StringComparison.Ordinal);
        Assert.True(Services.Target.IsEmpty);
    }

    private static void Touch(string file) => File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddHours(1));

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
