using LocalCloud.Gateway;

namespace LocalCloud.Tests.Hostile;

public sealed class CopyRangeTests
{
    [Theory]
    [InlineData("bytes=0-4", 200, "CopyPartResult")]
    [InlineData("bytes=1-1", 200, "CopyPartResult")]
    [InlineData("bytes=0-5", 400, "InvalidArgument")]
    [InlineData("bytes=0-", 400, "InvalidArgument")]
    [InlineData("bytes=-2", 400, "InvalidArgument")]
    [InlineData("bytes=3-2", 400, "InvalidArgument")]
    [InlineData("bytes=0-1,3-4", 400, "InvalidArgument")]
    [InlineData("bytes=0-9223372036854775808", 400, "InvalidArgument")]
    [InlineData("bytes 0-1", 400, "InvalidArgument")]
    [InlineData("0-1", 400, "InvalidArgument")]
    [InlineData("x", 400, "InvalidArgument")]
    public async Task A_range_of_a_copy_names_bytes_of_the_source_or_is_refused(string range, int status, string word)
    {
        await using var services = await LocalServices.StartAsync(buckets: [new() { Name = "plain" }]);
        HostileCall Call(string method, string path, string query, byte[] body, params (string, string)[] headers) =>
            new(services.Gateway, services.Credentials) { Service = "s3", Method = method, Path = path, Query = query, Payload = PayloadSigning.Unsigned, Headers = headers, Body = body };
        await Call("PUT", "/plain/source", "", "hello"u8.ToArray()).SendAsync();
        var (_, begun) = await Call("POST", "/plain/copy", "uploads=", []).SendAsync();
        var upload = begun.Split("<UploadId>")[1].Split("</UploadId>")[0];

        var (answered, text) = await Call("PUT", "/plain/copy", $"partNumber=1&uploadId={upload}", [], ("x-amz-copy-source", "/plain/source"), ("x-amz-copy-source-range", range)).SendAsync();

        Assert.True(status == answered && text.Contains(word, StringComparison.Ordinal), text);
    }
}
