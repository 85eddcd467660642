using System.Text;
using LocalCloud.Tests.Logs;
using Support.Fuzz;

namespace LocalCloud.Tests.Hostile;

/// <summary>Any body for CloudWatch Logs is taken or refused with 400.</summary>
public sealed class LogsFuzzTests : LogsTestBase
{
    private static readonly string[] Operations =
    [
        "CreateLogGroup", "CreateLogStream", "DeleteLogGroup", "DeleteLogStream", "DeleteRetentionPolicy", "DescribeLogGroups", "DescribeLogStreams", "FilterLogEvents", "GetLogEvents", "PutLogEvents",
        "PutRetentionPolicy", "Nothing",
    ];

    private static readonly string[] Samples =
    [
        """{"logGroupName":"/aws/batch/job","logStreamName":"a","logEvents":[{"timestamp":1795341600000,"message":"x"},{"timestamp":1795341600001,"message":"y"}]}""",
        """{"logGroupName":"/aws/batch/job","logStreamName":"a","startFromHead":true,"limit":10,"startTime":0,"endTime":9223372036854775807}""",
        """{"logGroupName":"/aws/batch/job","logStreamName":"a","nextToken":"f/00000009223372036854775807000000000000000009223372036854775807/s"}""",
        """{"logGroupIdentifier":"arn:aws:logs:us-east-1:123456789012:log-group:/aws/batch/job","filterPattern":"a -b ?c \"d\"","logStreamNames":["a"],"limit":1,"interleaved":true}""",
        """{"logGroupNamePrefix":"/","limit":1,"nextToken":"MCBh","orderBy":"LastEventTime","descending":true}""",
        """{"logGroupName":"g","retentionInDays":7}""",
    ];

    private static readonly string[] Names =
        ["logGroupName", "logStreamName", "logEvents", "timestamp", "message", "limit", "nextToken", "startTime", "endTime", "filterPattern", "logStreamNames", "logGroupIdentifier", "orderBy"];

    [Fact]
    public async Task Any_body_is_taken_or_refused()
    {
        await WriteAsync("a", "one", "two");
        using var http = new HttpClient();
        await Law.HoldsAsync(300, async random =>
        {
            var body = random.Next(3) switch { 0 => HostileJson.Value(random, Names), 1 => HostileText.Next(random), _ => Mutation.Of(random.Of(Samples), random) };
            using var request = new HttpRequestMessage(HttpMethod.Post, Endpoint) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
            request.Headers.Add("X-Amz-Target", $"Logs_20140328.{random.Of(Operations)}");
            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.True((int)response.StatusCode is 200 or 400, $"{request.Headers} {body} answered {response.StatusCode}");
        });
    }

    [Theory]
    [InlineData("GetLogEvents", """{"\ud800":1}""", "SerializationException: The body is not valid JSON: a name has half a character in it: \\ud800 to \\udfff come in pairs.")]
    [InlineData("GetLogEvents", """{"logGroupName":"\ud800"}""", "SerializationException: 'logGroupName' must be a string.")]
    [InlineData("FilterLogEvents", """{"logGroupName":"/aws/batch/job","logStreamNames":["\ud800"]}""", "SerializationException: 'logStreamNames' must be a list of strings.")]
    [InlineData("PutLogEvents", """{"logGroupName":"/aws/batch/job","logStreamName":"a","logEvents":[{"timestamp":-9223372036854775808,"message":"x"},{"timestamp":9223372036854775807,"message":"y"}]}""", "InvalidParameterException: The batch of log events in a single PutLogEvents request cannot span more than 24 hours.")]
    public async Task What_once_was_a_500_or_got_past_a_limit_is_refused(string operation, string body, string refusal)
    {
        await WriteAsync("a", "one");

        Assert.Equal(refusal, await RefusedAsync(operation, body));
    }
}
