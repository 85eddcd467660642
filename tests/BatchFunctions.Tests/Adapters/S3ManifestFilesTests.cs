using System.Text;
using Amazon.S3;
using BatchFunctions.Submissions;

namespace BatchFunctions.Tests.Adapters;

public sealed class S3ManifestFilesTests
{
    private static readonly ManifestFile File = new("bucket", "inbox/a b.json", "v-1", HasVersionId: true);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exactly_the_version_is_read_that_the_event_tells_of()
    {
        var aws = new CannedAws((200, "{}"));

        var content = await Files(aws).ReadAsync(File, 100, None);

        Assert.Equal("{}", content is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null);
        Assert.Equal(["GET /inbox/a%20b.json"], aws.Calls);
        Assert.Equal("?versionId=v-1", aws.Queries[0]);
    }

    [Fact]
    public async Task Without_versions_the_object_is_read_as_it_is()
    {
        var aws = new CannedAws((200, "{}"));

        await Files(aws).ReadAsync(File with { Version = "etag/1", HasVersionId = false }, 100, None);

        Assert.DoesNotContain("versionId", aws.Queries[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_is_gone_is_no_content_and_one_too_long_is_said_so()
    {
        var aws = new CannedAws((404, "<Error><Code>NoSuchVersion</Code><Message>gone</Message></Error>"), (200, new string(' ', 2048)));
        var files = Files(aws);

        Assert.Null(await files.ReadAsync(File, 1024, None));
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => files.ReadAsync(File, 1024, None));
        Assert.Equal("The file has 2 KiB; a manifest may have 1 KiB.", refusal.Message);
    }

    [Fact]
    public async Task A_result_is_written_under_its_key()
    {
        var aws = new CannedAws((200, ""));

        await Files(aws).WriteResultAsync("bucket", "results/a.json", """{"state":"SUBMITTED"}""", None);

        Assert.Equal(["PUT /results/a.json"], aws.Calls);
        Assert.Contains("""{"state":"SUBMITTED"}""", aws.Bodies[0], StringComparison.Ordinal);
    }

    private static S3ManifestFiles Files(CannedAws aws) =>
        new(new AmazonS3Client(CannedAws.Credentials, aws.Configure(new AmazonS3Config())));
}
