using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LocalBatch.Tests.Support;
using LocalBatch.Wire;
using Support.Fuzz;

namespace LocalBatch.Tests.Hostile;

/// <summary>Any request to AWS Batch is carried out or refused as a ClientException; the engine's state stays sound.</summary>
public sealed class WireFuzzTests
{
    private static readonly RandomRequest Requests = new();

    [Fact]
    public async Task Any_body_by_the_model_of_any_operation_is_taken_or_refused()
    {
        await using var local = await LocalEngine.ReadyAsync();
        await Law.HoldsAsync(1_500, random =>
        {
            var (method, path, input) = random.Of(Requests.Operations);
            var body = Requests.Body(input, random);

            return HoldsAsync(local, random.Chance(0.97) ? method : random.Of("GET", "PUT", "TRACE", ""), Labelled(path, random), random.Chance(0.2) ? Mutation.Of(body, random) : body);
        });
    }

    [Fact]
    public async Task Any_spoiled_job_is_taken_or_refused()
    {
        await using var local = await LocalEngine.ReadyAsync();
        await Law.HoldsAsync(600, random => HoldsAsync(local, "POST", random.Of("/v1/submitjob", "/v1/registerjobdefinition"), Mutation.Of(random.Of(Submit, Register), random)));
    }

    [Fact]
    public async Task A_forged_page_token_is_refused()
    {
        await using var local = await LocalEngine.ReadyAsync();
        await Law.HoldsAsync(300, random => HoldsAsync(
            local, "POST", random.Of("/v1/listjobs", "/v1/describejobqueues", "/v1/describejobdefinitions", "/v1/describecomputeenvironments"),
            $$"""{"jobQueue":"q","maxResults":1,"nextToken":{{HostileJson.Quoted(random.Chance(0.5) ? HostileText.Next(random) : Convert.ToBase64String(random.Bytes(40)), random)}}}"""));
    }

    [Theory]
    [InlineData("/v1/submitjob", """{"dependsOn":[""", "1,", "1]}")]
    [InlineData("/v1/submitjob", """{""", "\"x\":1,", "\"jobName\":\"a\"}")]
    [InlineData("/v1/describejobs", """{"jobs":[""", "null,", "null]}")]
    public async Task A_million_mistakes_in_one_body_are_not_told_one_by_one(string path, string head, string mistake, string tail)
    {
        await using var local = await LocalEngine.ReadyAsync();
        var body = head + new StringBuilder().Insert(0, mistake, 200_000) + tail;
        var began = Stopwatch.GetTimestamp();

        await HoldsAsync(local, "POST", path, body);

        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(10), "Each mistake was looked for from the beginning.");
    }

    private const string Submit = """
        {"jobName":"a","jobQueue":"q","jobDefinition":"job","parameters":{"a":"b"},"arrayProperties":{"size":3},"dependsOn":[{"jobId":"11111111-1111-4111-8111-111111111111","type":"N_TO_N"}],
         "containerOverrides":{"command":["a","Ref::b"],"environment":[{"name":"A","value":"b"}],"resourceRequirements":[{"type":"VCPU","value":"0.25"},{"type":"MEMORY","value":"64"}]},
         "retryStrategy":{"attempts":3,"evaluateOnExit":[{"onExitCode":"1*","onReason":"a*","action":"retry"}]},"timeout":{"attemptDurationSeconds":60},"tags":{"a":"b"},"schedulingPriorityOverride":1}
        """;

    private const string Register = """
        {"jobDefinitionName":"d","type":"container","parameters":{"a":"b"},"platformCapabilities":["EC2"],"tags":{"a":"b"},"propagateTags":true,"schedulingPriority":1,
         "containerProperties":{"image":"busybox","command":["a"],"vcpus":1,"memory":64,"user":"nobody","resourceRequirements":[{"type":"GPU","value":"1"}],"ulimits":[{"name":"nofile","hardLimit":1,"softLimit":1}],
          "linuxParameters":{"sharedMemorySize":64,"maxSwap":1},"logConfiguration":{"logDriver":"awslogs","options":{"a":"b"}},"ephemeralStorage":{"sizeInGiB":21}},
         "retryStrategy":{"attempts":2},"timeout":{"attemptDurationSeconds":60}}
        """;

    private static string Labelled(string path, FuzzRandom random) => path.Contains('{', StringComparison.Ordinal)
        ? path[..path.IndexOf('{', StringComparison.Ordinal)] + Uri.EscapeDataString(HostileText.Printable(random)) + random.Of("", "?tagKeys=a", "?tagKeys=a&tagKeys=%ff", "?" + HostileText.Printable(random))
        : path + (random.Chance(0.05) ? random.Of("/", "?a=b", "/../x", "%2e") : "");

    private static async Task HoldsAsync(LocalEngine local, string method, string path, string body)
    {
        BatchHttpResponse answer = await local.Engine.HandleAsync(new(method, path, Encoding.UTF8.GetBytes(body)), CancellationToken.None);

        var text = Encoding.UTF8.GetString(answer.Body.Span);
        Assert.True(answer.StatusCode is 200 or 400 or 404, $"{method} {path} {body} answered {answer.StatusCode} {text}");
        Assert.Equal(answer.StatusCode == 200 ? null : "ClientException", answer.ErrorType);
        using var json = JsonDocument.Parse(answer.Body);
    }
}
