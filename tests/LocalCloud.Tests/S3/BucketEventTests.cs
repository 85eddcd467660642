using System.Text.Json;

namespace LocalCloud.Tests.S3;

public sealed class BucketEventTests
{
    private const string Queue = "arn:aws:sqs:us-east-1:123456789012:q";

    [Fact]
    public async Task What_happens_in_a_bucket_with_EventBridge_becomes_events_on_the_default_bus()
    {
        await using var services = await LocalServices.StartAsync(
            buckets: [new() { Name = "told", IsOnBus = true }, new() { Name = "silent" }],
            rules: [new() { Name = "objects", EventPattern = """{"source":["aws.s3"]}""", Targets = [new() { Id = "t", Arn = Queue }] }]);
        services.Outbox.Start(services.Target);

        await services.S3.PutObjectAsync(new() { BucketName = "silent", Key = "a", ContentBody = "x" }, TestContext.Current.CancellationToken);
        await services.S3.PutObjectAsync(new() { BucketName = "told", Key = "in/red flower.txt", ContentBody = "hello" }, TestContext.Current.CancellationToken);
        using var created = JsonDocument.Parse((await services.Target.NextAsync()).Body);
        await services.S3.DeleteObjectAsync("told", "in/red flower.txt", TestContext.Current.CancellationToken);
        using var deleted = JsonDocument.Parse((await services.Target.NextAsync()).Body);

        Assert.Equal("Object Created told in/red flower.txt 5 5d41402abc4b2a76b9719d911017c592 PutObject", Line(created, "size", "etag", "reason"));
        Assert.Equal("Object Deleted told in/red flower.txt DeleteObject Permanently Deleted", Line(deleted, "reason", "deletion-type"));
        Assert.Equal("arn:aws:s3:::told", created.RootElement.GetProperty("resources")[0].GetString());
        Assert.True(services.Target.IsEmpty);
    }

    private static string Line(JsonDocument document, params string[] more)
    {
        var detail = document.RootElement.GetProperty("detail");
        var one = detail.GetProperty("object");

        return string.Join(' ', (string?[])
        [
            document.RootElement.GetProperty("detail-type").GetString(), detail.GetProperty("bucket").GetProperty("name").GetString(), one.GetProperty("key").GetString(),
            .. more.Select(name => (one.TryGetProperty(name, out var value) ? value : detail.GetProperty(name)).ToString()),
        ]);
    }
}
