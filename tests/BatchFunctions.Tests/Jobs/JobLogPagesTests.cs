using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Http;

namespace BatchFunctions.Tests.Jobs;

/// <summary>GET /jobs/{jobId}/logs for those who read from the end, from a moment, or have little room.</summary>
public sealed class JobLogPagesTests
{
    private readonly FunctionStack _stack = new();
    private readonly TwoWayLogs _logs = new(Enumerable.Range(0, 2_500).Select(number => $"{number} {new string('x', 150)}"));

    private async Task<HttpAnswer> ReadAsync(params IReadOnlyList<(string Name, string Value)> query)
    {
        await _stack.Jobs.RecordSubmissionAsync(A.Submitted(), TestContext.Current.CancellationToken);
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Failed, endedAttempts: 1), TestContext.Current.CancellationToken);

        return await HttpAnswer.OfAsync(_stack.HandlerWith<ReadJobLogsHandler, IJobLogs>(_logs).ReadJobLogs(
            A.JobId, new APIGatewayHttpApiV2ProxyRequest { QueryStringParameters = query.ToDictionary(part => part.Name, part => part.Value) }, _stack.Context));
    }

    private static List<int> Numbers(HttpAnswer answer) =>
        [.. JsonDocument.Parse(answer.Body).RootElement.GetProperty("events").EnumerateArray().Select(line => int.Parse((line.GetProperty("message").GetString() ?? "").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture))];

    private static string Token(HttpAnswer answer, string name) => JsonDocument.Parse(answer.Body).RootElement.GetProperty(name).GetString() ?? "";

    [Fact]
    public async Task The_last_lines_come_first_and_their_tokens_go_on_to_both_sides()
    {
        var last = await ReadAsync(("tail", "true"), ("limit", "3"));
        var before = await ReadAsync(("nextToken", Token(last, "previousToken")), ("limit", "3"));
        var behind = await ReadAsync(("nextToken", Token(last, "nextToken")), ("limit", "3"));

        Assert.Equal([2_497, 2_498, 2_499], Numbers(last));
        Assert.Equal([2_494, 2_495, 2_496], Numbers(before));
        Assert.Empty(Numbers(behind));
        Assert.True(JsonDocument.Parse(behind.Body).RootElement.GetProperty("isEnd").GetBoolean());
    }

    [Theory]
    [InlineData("true", 2_499)]
    [InlineData("false", 0)]
    public async Task A_page_has_no_more_bytes_than_were_asked_for_and_keeps_its_end_of_the_output(string tail, int kept)
    {
        var answer = await ReadAsync(("tail", tail), ("limit", "1000"), ("maxBytes", "100000"));

        Assert.InRange(Encoding.UTF8.GetByteCount(answer.Body), 50_000, 100_200);
        Assert.Contains(kept, Numbers(answer));
    }

    [Fact]
    public async Task One_line_is_always_given_however_little_room_there_is() =>
        Assert.Single(Numbers(await ReadAsync(("limit", "1000"), ("maxBytes", "1000"), ("from", "2499"))));

    [Fact]
    public async Task Lines_older_than_a_moment_are_left_out() =>
        Assert.Equal([2_000, 2_001], Numbers(await ReadAsync(("from", "2000"), ("limit", "2"))));

    [Theory]
    [InlineData("tail", "yes", "must be true or false, not 'yes'.")]
    [InlineData("from", "yesterday", "must be milliseconds since 1970, not 'yesterday'.")]
    [InlineData("from", "-1", "must be milliseconds since 1970, not '-1'.")]
    [InlineData("from", "9223372036854775807", "must be milliseconds since 1970, not '9223372036854775807'.")]
    [InlineData("maxBytes", "10", "must be 1000 or more, not '10'.")]
    [InlineData("limit", "1001", "must be 1 to 1000, not '1001'.")]
    [InlineData("color", "red", "'color' is not a parameter here; known are attempt, container, node, tail, from, maxBytes, limit, nextToken.")]
    public async Task A_wrong_parameter_is_named(string name, string value, string message)
    {
        var answer = await ReadAsync((name, value));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(message, JsonDocument.Parse(answer.Body).RootElement.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    /// <summary>A stream whose line n has the time n; its tokens say from where and in which direction, as CloudWatch's.</summary>
    private sealed class TwoWayLogs(IEnumerable<string> lines) : IJobLogs
    {
        private readonly List<string> _lines = [.. lines];

        public Task<JobLogPage?> ReadAsync(string group, string stream, JobLogRange range, CancellationToken cancellation)
        {
            var since = (int)(range.Since ?? 0);
            var at = range.Token is { } token ? int.Parse(token.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture) : range.FromEnd ? _lines.Count : since;
            var isBackward = range.Token?.StartsWith("b/", StringComparison.Ordinal) ?? range.FromEnd;
            var (first, end) = isBackward ? (Math.Max(since, at - range.Limit), at) : (at, Math.Min(_lines.Count, at + range.Limit));

            return Task.FromResult<JobLogPage?>(new([.. Enumerable.Range(first, end - first).Select(number => new JobLogLine(number, _lines[number]))], $"f/{end}", $"b/{first}"));
        }
    }
}
