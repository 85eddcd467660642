using LocalCloud.Logs;
using LocalCloud.Tests.Lambda;

namespace LocalCloud.Tests.Logs;

public sealed class LimitedLogsTests
{
    private readonly RecordingLogs _logs = new();

    [Fact]
    public async Task What_goes_beyond_the_limit_is_counted_and_said_at_the_end()
    {
        await WriteAsync(12, "first", "second", "third", "x");

        Assert.Equal("first", await _logs.LineAsync(""));
        Assert.Equal("[3 more lines, 15 bytes, were not kept: the log of an attempt has at most 12 bytes (--log-limit)]", await _logs.LineAsync(""));
    }

    [Fact]
    public async Task What_fits_is_kept_to_its_last_byte_and_nothing_is_said()
    {
        await WriteAsync(13, "first", "second");
        await WriteAsync(100, "end");

        Assert.Equal(("first", "second", "end"), (await _logs.LineAsync(""), await _logs.LineAsync(""), await _logs.LineAsync("")));
    }

    private async Task WriteAsync(long most, params string[] lines)
    {
        await using var stream = new LimitedLogs(_logs, most).Open("/aws/batch/job", "hello/default/1");
        foreach (var line in lines)
        {
            stream.Append(DateTimeOffset.UnixEpoch, System.Text.Encoding.UTF8.GetBytes(line));
        }
    }
}
