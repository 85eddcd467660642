using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using CsCheck;
using LocalCloud.Gateway;
using LocalCloud.S3;

namespace LocalCloud.Tests.S3;

public sealed class AwsChunkedReaderTests
{
    private static readonly SigningKey Guide = new(
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", new("20130524", "us-east-1", "s3"), new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero));

    private const string Seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";

    // The example of the S3 guide, "Transferring payload in multiple chunks": 66,560 times the letter a.
    private static string Example => "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n" + new string('a', 65_536)
        + "\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n" + new string('a', 1_024)
        + "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";

    [Fact]
    public async Task The_example_of_the_guide_is_read()
    {
        var (body, _) = await ReadAsync(Example, PayloadSigning.Signed);

        Assert.Equal(new string('a', 66_560), Encoding.ASCII.GetString(body));
    }

    [Theory]
    [InlineData("aaaa\r\n400", "aaab\r\n400")]
    [InlineData("0;chunk-signature=b6", "0;chunk-signature=c6")]
    [InlineData(";chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497", "")]
    public async Task A_chunk_that_was_changed_on_the_way_is_refused(string from, string to)
    {
        var refused = await Assert.ThrowsAsync<AwsException>(() => ReadAsync(Example.Replace(from, to, StringComparison.Ordinal), PayloadSigning.Signed));

        Assert.Equal("SignatureDoesNotMatch", refused.Code);
    }

    [Fact]
    public async Task Trailing_headers_are_read()
    {
        var (body, trailers) = await ReadAsync("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", PayloadSigning.UnsignedWithTrailer);

        Assert.Equal("hello", Encoding.ASCII.GetString(body));
        Assert.Equal("NhCmhg==", Assert.Contains("x-amz-checksum-crc32", trailers));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5\r\nhel")]
    [InlineData("5\r\nhello\r\n")]
    [InlineData("5\r\nhello!\r\n0\r\n\r\n")]
    [InlineData("-5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n")]
    [InlineData("xyz\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5\nhello\n0\n\n")]
    [InlineData("0\r\nno colon\r\n\r\n")]
    [InlineData("0\r\n")]
    public async Task A_body_that_is_not_well_formed_is_the_callers_fault(string body) =>
        Assert.Contains((await Assert.ThrowsAsync<AwsException>(() => ReadAsync(body, PayloadSigning.UnsignedWithTrailer))).Code, (string[])["InvalidChunkSizeError", "IncompleteBody"]);

    [Fact]
    public async Task A_line_without_end_is_refused_before_it_fills_the_memory() =>
        await Assert.ThrowsAsync<AwsException>(() => ReadAsync(new string('1', 1_000_000), PayloadSigning.UnsignedWithTrailer));

    [Fact]
    public async Task However_a_body_is_cut_into_chunks_it_is_read_whole() => await Gen.Byte.Array[0, 300].Array[0, 8].SampleAsync(async chunks =>
    {
        var (body, _) = await ReadAsync(Chunked(chunks), PayloadSigning.Signed);

        return body.SequenceEqual(chunks.SelectMany(chunk => chunk));
    });

    [Fact]
    public async Task Whatever_comes_is_read_or_refused() => await Gen.String[Gen.Char["0123abcf;=:\r\nx-"], 0, 60].SampleAsync(async text =>
    {
        try
        {
            await ReadAsync(text, PayloadSigning.UnsignedWithTrailer);
        }
        catch (AwsException)
        {
            // Refused in so many words.
        }
    });

    private static byte[] Chunked(byte[][] chunks)
    {
        using var body = new MemoryStream();
        var previous = Seed;
        foreach (var chunk in chunks.Where(chunk => chunk.Length > 0).Append([]))
        {
            previous = Guide.SignChunk(previous, RequestVerifier.HashOf(chunk));
            body.Write(Encoding.ASCII.GetBytes($"{chunk.Length.ToString("x", CultureInfo.InvariantCulture)};chunk-signature={previous}\r\n"));
            body.Write(chunk);
            body.Write("\r\n"u8);
        }

        return body.ToArray();
    }

    private static Task<(byte[] Body, IReadOnlyDictionary<string, string> Trailers)> ReadAsync(string body, string declared) =>
        ReadAsync(Encoding.ASCII.GetBytes(body), declared);

    private static async Task<(byte[] Body, IReadOnlyDictionary<string, string> Trailers)> ReadAsync(byte[] body, string declared)
    {
        using var output = new MemoryStream();
        var reader = new AwsChunkedReader(PipeReader.Create(new MemoryStream(body), new(bufferSize: 37)), new(declared, Guide, Seed));
        await reader.CopyToAsync(
            bytes =>
            {
                output.Write(bytes.Span);

                return ValueTask.CompletedTask;
            },
            TestContext.Current.CancellationToken);

        return (output.ToArray(), reader.Trailers);
    }
}
