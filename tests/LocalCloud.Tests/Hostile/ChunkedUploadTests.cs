using System.Globalization;
using System.Text;
using LocalCloud.Gateway;
using LocalCloud.S3;
using Support.Fuzz;

namespace LocalCloud.Tests.Hostile;

/// <summary>An aws-chunked upload that lies about anything is refused in S3's words, and nothing of it stays: no object, no part, no file.</summary>
public sealed class ChunkedUploadTests : IAsyncLifetime
{
    private const string Crc = "x-amz-checksum-crc32";
    private const string Good = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";

    private LocalServices? _services;

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _services = await LocalServices.StartAsync(buckets: [new() { Name = "plain" }]);

    public async ValueTask DisposeAsync() => await Services.DisposeAsync();

    [Fact]
    public async Task The_honest_upload_that_the_others_are_made_of_is_stored()
    {
        Assert.Equal(200, (await SendAsync(Good)).Status);
        Assert.Equal("hello", await File.ReadAllTextAsync(Path.Combine(Services.Objects.BucketFolder("plain"), "a"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("10000000000000005\r\nhello\r\n0\r\nTRAILER", 400, "InvalidChunkSizeError")]
    [InlineData("ffffffffffffffff\r\nhello\r\n0\r\nTRAILER", 400, "InvalidChunkSizeError")]
    [InlineData("-5\r\nhello\r\n0\r\nTRAILER", 400, "InvalidChunkSizeError")]
    [InlineData("+5\r\nhello\r\n0\r\nTRAILER", 400, "InvalidChunkSizeError")]
    [InlineData("0x5\r\nhello\r\n0\r\nTRAILER", 400, "InvalidChunkSizeError")]
    [InlineData(" 5\r\nhello\r\n0\r\nTRAILER", 400, "InvalidChunkSizeError")]
    [InlineData("5 \r\nhello\r\n0\r\nTRAILER", 400, "InvalidChunkSizeError")]
    [InlineData("5h\r\nhello\r\n0\r\nTRAILER", 400, "InvalidChunkSizeError")]
    [InlineData("5,5\r\nhello\r\n0\r\nTRAILER", 400, "InvalidChunkSizeError")]
    [InlineData("\r\nhello\r\n0\r\nTRAILER", 400, "InvalidChunkSizeError")]
    [InlineData("4\r\nhello\r\n0\r\nTRAILER", 400, "InvalidChunkSizeError")]
    [InlineData("7fffffffffffffff\r\nhello", 400, "IncompleteBody")]
    [InlineData("140000001\r\nhello", 400, "IncompleteBody")]
    [InlineData("", 400, "IncompleteBody")]
    [InlineData("5", 400, "IncompleteBody")]
    [InlineData("5\r\nhel", 400, "IncompleteBody")]
    [InlineData("5\r\nhello\r\n", 400, "IncompleteBody")]
    [InlineData("5\r\nhello\r\n0\r\n", 400, "IncompleteBody")]
    [InlineData("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n", 400, "IncompleteBody")]
    [InlineData("5\r\nhello\r\n0\r\nTRAILERx", 400, "InvalidChunkSizeError")]
    [InlineData("5\r\nhello\r\n0\r\nTRAILER5\r\nhello\r\n0\r\n\r\n", 400, "InvalidChunkSizeError")]
    [InlineData("5\r\nhello\r\n0\r\n\r\n", 400, "MalformedTrailerError")]
    [InlineData("5\r\nhello\r\n0\r\nx-amz-meta-a:b\r\nTRAILER", 400, "MalformedTrailerError")]
    [InlineData("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\nTRAILER", 400, "InvalidChunkSizeError")]
    [InlineData("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", 400, "BadDigest")]
    [InlineData("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:\r\n\r\n", 400, "BadDigest")]
    [InlineData("5\r\nhellx\r\n0\r\nTRAILER", 400, "BadDigest")]
    public async Task A_body_that_lies_is_refused_and_nothing_stays(string body, int status, string code) =>
        await RefusedAsync(await SendAsync(body.Replace("TRAILER", "x-amz-checksum-crc32:NhCmhg==\r\n\r\n", StringComparison.Ordinal)), status, code);

    [Theory]
    [InlineData("4", 400, "IncompleteBody")]
    [InlineData("6", 400, "IncompleteBody")]
    [InlineData("0", 400, "IncompleteBody")]
    [InlineData("-5", 400, "InvalidArgument")]
    [InlineData("0x5", 400, "InvalidArgument")]
    [InlineData("5,5", 400, "InvalidArgument")]
    [InlineData("99999999999999999999", 400, "InvalidArgument")]
    [InlineData("9223372036854775807", 400, "EntityTooLarge")]
    [InlineData("5368709121", 400, "EntityTooLarge")]
    [InlineData(null, 411, "MissingContentLength")]
    public async Task A_decoded_length_that_lies_is_refused_and_nothing_stays(string? length, int status, string code) =>
        await RefusedAsync(await SendAsync(Good, length: length), status, code);

    [Theory]
    [InlineData("x-amz-meta-a", "InvalidRequest")]
    [InlineData("x-amz-checksum-crc32,x-amz-checksum-sha256", "InvalidRequest")]
    [InlineData("x-amz-checksum-crc32c", "MalformedTrailerError")]
    public async Task A_trailer_other_than_the_one_announced_is_refused_and_nothing_stays(string announced, string code) =>
        await RefusedAsync(await SendAsync(Good, trailer: announced), 400, code);

    [Fact]
    public async Task A_right_checksum_in_the_header_does_not_excuse_a_wrong_one_in_the_trailer() =>
        await RefusedAsync(await SendAsync(Good.Replace("NhCmhg==", "AAAAAA==", StringComparison.Ordinal), more: [(Crc, "NhCmhg==")]), 400, "BadDigest");

    [Theory]
    [InlineData(PayloadSigning.Signed)]
    [InlineData(PayloadSigning.SignedWithTrailer)]
    public async Task A_chunk_with_a_wrong_signature_is_refused_and_nothing_stays(string payload)
    {
        var zeros = new string('0', 64);

        await RefusedAsync(await SendAsync($"5;chunk-signature={zeros}\r\nhello\r\n0;chunk-signature={zeros}\r\n\r\n", payload: payload), 403, "SignatureDoesNotMatch");
        await RefusedAsync(await SendAsync(Good, payload: payload), 403, "SignatureDoesNotMatch");
    }

    [Fact]
    public async Task A_line_without_end_is_refused_and_so_is_a_long_one_that_has_one()
    {
        await RefusedAsync(await SendAsync(new string('0', 900_000)), 400, "InvalidChunkSizeError");
        await RefusedAsync(await SendAsync("5;" + new string('x', 5_000) + "\r\nhello\r\n0\r\n\r\n"), 400, "InvalidChunkSizeError");
    }

    [Fact]
    public async Task A_part_that_lies_is_refused_and_nothing_stays()
    {
        var (_, begun) = await new HostileCall(Services.Gateway, Services.Credentials) { Service = "s3", Path = "/plain/a", Query = "uploads=", Payload = PayloadSigning.Unsigned }.SendAsync();
        var upload = begun.Split("<UploadId>")[1].Split("</UploadId>")[0];

        await RefusedAsync(await SendAsync("5\r\nhel", query: $"partNumber=1&uploadId={upload}"), 400, "IncompleteBody");
    }

    [Fact]
    public Task Any_spoiled_upload_is_stored_whole_or_not_at_all() => Law.HoldsAsync(250, async random =>
    {
        var body = Mutation.Of(Encoding.ASCII.GetBytes(Good), random);

        var (status, text) = await SendAsync(body, random.Of("5", "5", "5", "4", "0", "x"), PayloadSigning.UnsignedWithTrailer);

        Assert.True(status == 200 || (status is >= 400 and < 500 && text.Contains("<Code>", StringComparison.Ordinal)), text);
        var stored = Path.Combine(Services.Objects.BucketFolder("plain"), "a");
        Assert.Equal(status == 200, File.Exists(stored));
        if (status == 200)
        {
            Assert.Equal("hello", await File.ReadAllTextAsync(stored));
            await new HostileCall(Services.Gateway, Services.Credentials) { Service = "s3", Method = "DELETE", Path = "/plain/a", Payload = PayloadSigning.Unsigned }.SendAsync();
        }

        Assert.Empty(Files());
    });

    [Fact]
    public void A_chunk_of_any_declared_size_takes_no_more_memory_than_what_comes()
    {
        var allocated = Law.Allocated(() => Assert.ThrowsAsync<AwsException>(async () =>
            await new AwsChunkedReader(System.IO.Pipelines.PipeReader.Create(new MemoryStream("7fffffffffffffff\r\nhello"u8.ToArray())), new(PayloadSigning.UnsignedWithTrailer, new("s", new("20260101", "us-east-1", "s3"), DateTimeOffset.UnixEpoch), ""))
                .CopyToAsync(_ => ValueTask.CompletedTask, CancellationToken.None)).GetAwaiter().GetResult());

        Assert.True(allocated < 200_000, allocated.ToString(CultureInfo.InvariantCulture));
    }

    private async Task RefusedAsync((int Status, string Text) answer, int status, string code)
    {
        Assert.True(status == answer.Status && answer.Text.Contains($"<Code>{code}</Code>", StringComparison.Ordinal), answer.Text);
        var (found, _) = await new HostileCall(Services.Gateway, Services.Credentials) { Service = "s3", Method = "HEAD", Path = "/plain/a", Payload = PayloadSigning.Unsigned }.SendAsync();
        Assert.Equal(404, found);
        Assert.Empty(Files());
    }

    // Objects, parts, older versions and what is not yet any of them.
    private string[] Files() => Directory.GetFiles(Path.Combine(Services.Folder, "s3"), "*", SearchOption.AllDirectories);

    private Task<(int Status, string Text)> SendAsync(
        string body, string? length = "5", string payload = PayloadSigning.UnsignedWithTrailer, string? trailer = Crc, string query = "", (string, string)[]? more = null) =>
        SendAsync(Encoding.ASCII.GetBytes(body), length, payload, trailer, query, more);

    private Task<(int Status, string Text)> SendAsync(
        byte[] body, string? length, string payload, string? trailer = Crc, string query = "", (string, string)[]? more = null) =>
        new HostileCall(Services.Gateway, Services.Credentials)
        {
            Service = "s3",
            Method = "PUT",
            Path = "/plain/a",
            Query = query,
            Payload = payload,
            Headers =
            [
                .. length is null ? Array.Empty<(string, string)>() : [("x-amz-decoded-content-length", length)],
                .. trailer is null || payload == PayloadSigning.Signed ? Array.Empty<(string, string)>() : [("x-amz-trailer", trailer)],
                .. more ?? [],
            ],
            Body = body,
        }.SendAsync();
}
