using System.Globalization;
using System.Text;
using LocalCloud.Console;
using LocalCloud.Events;
using LocalCloud.Gateway;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Tests.Hostile;

/// <summary>Inputs that once were answered with a 500, or not at all, each in the words of its service now.</summary>
public sealed class MistakeTests : IAsyncLifetime
{
    private LocalServices? _services;

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _services = await LocalServices.StartAsync(
        buckets: [new() { Name = "plain" }],
        queues: [new() { Name = "jobs" }],
        rules: [new() { Name = "all", EventBusName = "own", EventPattern = """{"detail":{"a":["x"]}}""", Targets = [new() { Id = "a", Arn = "arn:aws:sqs:us-east-1:123456789012:jobs" }] }]);

    public async ValueTask DisposeAsync() => await Services.DisposeAsync();

    [Theory]
    [InlineData("AmazonSQS.ListQueues", """{"\ud800":1}""", 400, "SerializationException")]
    [InlineData("AmazonSQS.SendMessage", """{"QueueUrl":"/123456789012/jobs","MessageBody":"x","MessageAttributes":{"a":{"DataType":"String","StringValue":"1"},"a":{"DataType":"String","StringValue":"2"}}}""", 200, "MessageId")]
    [InlineData("AmazonSQS.SetQueueAttributes", """{"QueueUrl":"/123456789012/jobs","Attributes":{"RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:x:y:a\\\",\\\"maxReceiveCount\\\":9,\\\"x\\\":\\\"\",\"maxReceiveCount\":1}"}}""", 400, "InvalidAttributeValue")]
    [InlineData("AWSEvents.PutEvents", """{"Entries":[{"Source":"own","DetailType":"x","EventBusName":"own","Detail":"{\"\\ud800\":1}"}]}""", 200, "MalformedDetail")]
    [InlineData("AWSEvents.PutEvents", """{"Entries":[{"Source":"own","DetailType":"x","EventBusName":"own","Detail":"{\"a\":\"\\ud800\"}"}]}""", 200, "EventId")]
    public async Task Bodies_are_answered_in_the_words_of_the_service(string target, string body, int status, string word)
    {
        var (answered, text) = await new HostileCall(Services.Gateway, Services.Credentials)
        {
            Service = target.StartsWith("AWSEvents", StringComparison.Ordinal) ? "events" : "sqs",
            Headers = [("x-amz-target", target)],
            Body = Encoding.UTF8.GetBytes(body),
        }.SendAsync();

        Assert.Equal(status, answered);
        Assert.Contains(word, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_detail_nests_one_level_less_than_the_whole_event_may()
    {
        var detail = JsonSafe($"{{\"a\":{new string('[', 63)}{new string(']', 63)}}}");

        var (status, text) = await new HostileCall(Services.Gateway, Services.Credentials)
        {
            Service = "events",
            Headers = [("x-amz-target", "AWSEvents.PutEvents")],
            Body = Encoding.UTF8.GetBytes($$"""{"Entries":[{"Source":"own","DetailType":"x","EventBusName":"own","Detail":"{{detail}}"}]}"""),
        }.SendAsync();

        Assert.Equal(200, status);
        Assert.Contains("MalformedDetail", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", "/plain/a", "", "x-amz-meta-a: é", 200)]
    [InlineData("GET", "/plain/a", "response-content-type=a%0d%0aX-Injected:%20yes", "", 400)]
    [InlineData("GET", "/plain/a", "response-content-type=%c3%a9", "", 200)]
    [InlineData("POST", "/plain/a", "uploads", "x-amz-checksum-algorithm: é", 400)]
    [InlineData("POST", "/plain", "delete", "", 400)]
    public async Task Headers_of_objects_come_back_or_are_refused(string method, string path, string query, string header, int status)
    {
        await new HostileCall(Services.Gateway, Services.Credentials) { Service = "s3", Method = "PUT", Path = "/plain/a", Payload = PayloadSigning.Unsigned, Headers = [("x-amz-meta-b", "é")], Body = "x"u8.ToArray() }.SendAsync();

        var (answered, text) = await new HostileCall(Services.Gateway, Services.Credentials)
        {
            Service = "s3",
            Method = method,
            Path = path,
            Query = query,
            Payload = PayloadSigning.Unsigned,
            Headers = header.Length > 0 ? [(header.Split(": ")[0], header.Split(": ")[1])] : [],
            Body = """<?xml version="1.0" encoding="utf-7"?><Delete><Object><Key>a</Key></Object></Delete>"""u8.ToArray(),
        }.SendAsync();

        Assert.True(status == answered, text);
        Assert.DoesNotContain("\nX-Injected", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_presigned_URL_of_the_last_day_there_is_does_not_overflow()
    {
        var signature = RequestSignature.Parse(_ => null, "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID/99991231/us-east-1/s3/aws4_request&X-Amz-Date=99991231T235959Z&X-Amz-Expires=604800&X-Amz-SignedHeaders=host&X-Amz-Signature=0");

        Assert.NotNull(signature);
        Assert.Equal(SignatureFault.Skewed, Assert.Throws<SignatureException>(() => new RequestVerifier(new(new("AKID", "S"), LocalServices.Account, new())).CheckCaller(signature, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))).Fault);
    }

    [Theory]
    [InlineData("rate(2147483647 days)")]
    [InlineData("rate(365001 hours)")]
    public void A_rate_that_no_calendar_holds_is_refused(string rate) => Assert.Throws<FormatException>(() => Schedule.Parse(rate));

    [Theory]
    [InlineData("Authorization: my-token-without-a-scheme", "my-token-without-a-scheme")]
    [InlineData("X-Amz-Algorithm=%1b[2J%0aforged", "\u001b")]
    public void What_is_refused_is_not_quoted_where_it_may_be_a_secret_or_a_command(string input, string word)
    {
        var refused = Assert.Throws<SignatureException>(() => input.StartsWith("Authorization: ", StringComparison.Ordinal)
            ? RequestSignature.Parse(name => name == "authorization" ? input["Authorization: ".Length..] : null, "")
            : RequestSignature.Parse(_ => null, input));

        Assert.DoesNotContain(word, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_message_writes_one_line_and_commands_no_terminal()
    {
        using var error = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using var loggers = new ScreenLoggers(new(TextWriter.Null, error), LogLevel.Warning);

        loggers.CreateLogger("a.Source").Log(LogLevel.Warning, default, "a\nforged\u001b[2J", null, (state, _) => state);

        Assert.Equal("warning Source: a\\u000aforged\\u001b[2J\n", error.ToString());
    }

    [Theory]
    [InlineData("--port", "abc")]
    [InlineData("--api-port", "65536")]
    [InlineData("--max-vcpus", "many")]
    [InlineData("--max-vcpus", "-1")]
    public void An_option_that_is_no_number_is_an_error_of_its_own(string option, string value) =>
        Assert.Single(new CommandLine().Parse([option, value], new((_, _) => Task.FromResult(0), _ => 0, (_, _) => Task.FromResult(0))).Errors);

    [Fact]
    public async Task A_key_of_control_characters_has_a_file_name_that_every_file_system_takes()
    {
        var key = string.Concat(Enumerable.Repeat("%0a", 300));

        var (status, text) = await new HostileCall(Services.Gateway, Services.Credentials) { Service = "s3", Method = "PUT", Path = "/plain/" + key, Payload = PayloadSigning.Unsigned, Body = "x"u8.ToArray() }.SendAsync();

        Assert.True(status == 200, text);
    }

    private static string JsonSafe(string text) => text.Replace("\"", "\\\"", StringComparison.Ordinal);
}
