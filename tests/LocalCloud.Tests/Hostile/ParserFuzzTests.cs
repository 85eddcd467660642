using System.Text;
using System.Text.Json;
using LocalCloud.Console;
using LocalCloud.Events;
using LocalCloud.Events.Patterns;
using LocalCloud.EventSources;
using LocalCloud.Gateway;
using LocalCloud.HttpApi;
using LocalCloud.Logs;
using LocalCloud.S3;
using LocalCloud.Template;
using Support.Fuzz;

namespace LocalCloud.Tests.Hostile;

/// <summary>Every reader of what strangers write: it reads, or refuses in the one way that its callers answer.</summary>
public sealed class ParserFuzzTests
{
    private const string Pattern = """{"source":["own",{"prefix":"a"}],"detail":{"$or":[{"a":[{"numeric":[">",0,"<=",5]}]},{"b":[{"wildcard":"a*b\\*c"}]}],"c":[{"anything-but":{"suffix":"x"}},{"cidr":"10.0.0.0/8"},{"exists":true},{"equals-ignore-case":"x"}]}}""";

    private static readonly string[] PatternNames =
        ["source", "detail", "prefix", "suffix", "exists", "numeric", "wildcard", "anything-but", "equals-ignore-case", "cidr", "$or", "a"];

    [Fact]
    public void An_event_pattern_is_one_or_a_FormatException_and_matches_any_event_without_an_exception() => Law.Holds(3_000, random =>
    {
        EventPattern pattern;
        try
        {
            pattern = EventPattern.Parse(random.Chance(0.5) ? HostileJson.Value(random, PatternNames) : Mutation.Of(Pattern, random));
        }
        catch (FormatException)
        {
            return;
        }

        if (Json(HostileJson.Value(random, PatternNames)) is { } @event)
        {
            _ = pattern.Matches(@event);
        }
    });

    [Fact]
    public void A_schedule_is_one_or_a_FormatException_and_knows_its_next_time() => Law.Holds(3_000, random =>
    {
        try
        {
            var schedule = Schedule.Parse(Mutation.Of(random.Of("rate(5 minutes)", "rate(1 day)", "rate(2147483647 days)", "cron(0/15 8-18 ? JAN-MAR MON#2,FRIL 2024-2030)", "cron(0 0 LW * ? *)", "cron(* * 31W 2 ? 2199)"), random));

            Assert.True(schedule.NextAfter(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)) is null or { Year: >= 2026 });
        }
        catch (FormatException)
        {
            // The one refusal there is.
        }
    });

    [Fact]
    public void A_filter_pattern_and_a_log_token_are_read_or_refused() => Law.Holds(3_000, random =>
    {
        var text = random.Chance(0.5) ? HostileText.Next(random) : Mutation.Of(random.Of("a -b ?\"c d\" \"\\\"\"", LogTokens.Forward(new(1, 2)), LogTokens.Name(1, "x")), random);
        foreach (var read in (Action[])[() => FilterPattern.Parse(text).Matches(text), () => LogTokens.ParseDirection(text), () => LogTokens.ParseEventId(text), () => LogTokens.ParseName(text)])
        {
            try
            {
                read();
            }
            catch (LogsException)
            {
                // The one refusal there is.
            }
        }
    });

    [Fact]
    public void A_signature_is_read_or_refused_and_its_time_is_judged() => Law.Holds(3_000, random =>
    {
        var verifier = new RequestVerifier(new(new("AKID", "SECRET"), LocalServices.Account, new()));
        var day = random.Of("20260101", "99991231", "00010101", "20260230");
        var header = random.Chance(0.5) ? Mutation.Of($"AWS4-HMAC-SHA256 Credential=AKID/{day}/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0", random) : null;
        var query = Mutation.Of($"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID/{day}/us-east-1/s3/aws4_request&X-Amz-Date={day}T235959Z&X-Amz-Expires=604800&X-Amz-SignedHeaders=host&X-Amz-Signature=0", random);
        try
        {
            var signature = RequestSignature.Parse(name => name == "authorization" ? header : name == "x-amz-date" ? $"{day}T235959Z" : null, query);
            if (signature is not null)
            {
                var (key, _) = verifier.CheckCaller(signature, new(2026, 1, 1, 23, 59, 0, TimeSpan.Zero));
                RequestVerifier.CheckSignature(new("GET", "/" + HostileText.Next(random), query, new Dictionary<string, string> { ["host"] = HostileText.Next(random) }), signature, key, "x");
                Assert.Fail("No such signature is right.");
            }
        }
        catch (SignatureException)
        {
            // The one refusal there is.
        }
    });

    [Fact]
    public void A_key_stays_in_its_folder_and_comes_back_from_its_path() => Law.Holds(3_000, random =>
    {
        var key = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(HostileText.Next(random)));
        var path = KeyPath.Of(key);

        Assert.StartsWith("/bucket/", Path.GetFullPath(Path.Combine("/bucket", path)) + "/", StringComparison.Ordinal);
        Assert.DoesNotContain('\0', path);
        Assert.All(path.Split('/'), part => Assert.InRange(Encoding.UTF8.GetByteCount(part), 1, 255));
        Assert.Equal(key, KeyPath.KeyOf(path));
    });

    [Fact]
    public void A_range_is_inside_the_object_or_refused() => Law.Holds(3_000, random =>
    {
        long size = random.Next(20);
        try
        {
            var range = ByteRange.Parse(Mutation.Of(random.Of("bytes=0-4", "bytes=-5", "bytes=3-", "bytes=0-9223372036854775807"), random), size);

            Assert.True(range is null || (range.First >= 0 && range.Length > 0 && range.First + range.Length <= size), $"{range} of {size}");
        }
        catch (AwsException refused)
        {
            Assert.Equal("InvalidRange", refused.Code);
        }
    });

    [Fact]
    public void A_template_loads_or_says_what_is_wrong() => Law.Holds(400, random =>
    {
        try
        {
            TemplateLoader.Load(Mutation.Of(Template, random), new());
        }
        catch (TemplateException refused)
        {
            Assert.NotEmpty(refused.Errors);
        }
    });

    [Fact]
    public void A_command_line_is_read_or_refused() => Law.Holds(200, random =>
    {
        string[] words = [.. Enumerable.Range(0, random.Next(5)).Select(_ => random.Chance(0.6)
            ? random.Of("--port", "--api-port", "--template", "--chaos", "--dynamodb", "--max-vcpus", "--parameter-overrides", "--keep", "-1", "70000", "a=b", "=", "http://x", "drop=2", "duplicate=NaN", "1e999")
            : HostileText.Next(random).Replace("\0", "", StringComparison.Ordinal)).Where(word => !word.StartsWith('@') && !word.StartsWith('['))];

        var parsed = new CommandLine().Parse(words, new((_, _) => Task.FromResult(0), _ => 0, (_, _) => Task.FromResult(0)));

        using var error = new StringWriter();
        Assert.True(parsed.Errors.Count > 0 || parsed.Invoke(new() { Output = TextWriter.Null, Error = error }) == 0, $"{string.Join(' ', words)}: {error}");
    });

    [Fact]
    public void What_a_function_answers_is_a_response_or_a_500() => Law.Holds(2_000, random =>
    {
        var payload = Encoding.UTF8.GetBytes(random.Chance(0.5)
            ? HostileJson.Value(random, ["statusCode", "headers", "body", "isBase64Encoded", "cookies", "batchItemFailures", "itemIdentifier"])
            : Mutation.Of("""{"statusCode":200,"headers":{"a":"b"},"cookies":["c"],"isBase64Encoded":true,"body":"aGk="}""", random));

        Assert.InRange(ProxyResponse.Parse(payload).StatusCode, 100, 599);
        Assert.Empty(BatchOutcome.Done([], new("id", payload, IsError: false), reportsItemFailures: true));
    });

    private static JsonElement? Json(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);

            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private const string Template = """
        AWSTemplateFormatVersion: '2010-09-09'
        Parameters:
          Size: { Type: Number, Default: 7, MinValue: 1 }
          Name: { Type: String, Default: a, AllowedPattern: '[a-z]+' }
        Mappings: { Sizes: { us-east-1: { Cpu: 4 } } }
        Conditions:
          Big: !Equals [!Ref Size, 9]
          Other: !Not [!Condition Big]
        Resources:
          Dead: { Type: AWS::SQS::Queue }
          Queue:
            Type: AWS::SQS::Queue
            Properties: { QueueName: !Sub '${Name}-jobs', VisibilityTimeout: 30, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3 } }
          Rule:
            Type: AWS::Events::Rule
            Properties: { EventPattern: { source: [aws.batch] }, ScheduleExpression: rate(5 minutes), Targets: [{ Arn: !GetAtt Queue.Arn, Id: a }] }
          Environment:
            Type: AWS::Batch::ComputeEnvironment
            Properties: { Type: MANAGED, ComputeResources: { Type: EC2, MaxvCpus: !If [Big, 1, !FindInMap [Sizes, !Ref AWS::Region, Cpu]], Subnets: !Split [',', 'a,b'] } }
        Outputs: { Url: { Value: !Join ['', [!Ref Queue, !Select [0, [x]]]] } }
        """;
}
