using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Http;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tests.Http;
using Microsoft.Extensions.DependencyInjection;
using JobStatus = BatchFunctions.Jobs.JobStatus;

namespace BatchFunctions.Tests.Hostile;

/// <summary><c>null</c> is JSON, and no request.</summary>
public sealed class NullBodyTests
{
    private const string Job = """
        {"jobName":"hello","jobQueue":"default","jobDefinition":"hello","parameters":{"a":"1"},"tags":{"team":"x"},"arrayProperties":{"size":2},"dependsOn":[{"jobId":"x","type":"N_TO_N"}],
         "containerOverrides":{"command":["a"],"environment":[{"name":"A","value":"b"}],"resourceRequirements":[{"type":"MEMORY","value":"64"}]},
         "retryStrategy":{"attempts":2,"evaluateOnExit":[{"onExitCode":"1","action":"RETRY"}]},"timeout":{"attemptDurationSeconds":60},
         "onFailure":[{"causes":["OutOfMemory"],"exitCodes":[75],"action":"resubmit","memoryFactor":2,"maxResubmissions":3,"jobQueue":"default"}]}
        """;

    private readonly FunctionStack _stack = new();

    public static TheoryData<string> Bodies => [.. Routes.All.Where(route => route.Body is not null || route.BodyName is not null).Select(route => route.Operation)];

    /// <summary>Every place of a job's body that holds something, as a path of names.</summary>
    public static TheoryData<string> Places => [.. PlacesOf(Parse(Job), "").Where(place => place.Length > 0)];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_that_is_null_is_400_on_every_route_and_nothing_is_stored(string function)
    {
        await _stack.Jobs.RecordSubmissionAsync(A.Submitted(), TestContext.Current.CancellationToken);
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Failed), TestContext.Current.CancellationToken);

        foreach (var body in (string[])["null", " null\n"])
        {
            var answer = await HttpAnswer.OfAsync(CallAsync(function, new() { Body = body, Headers = new Dictionary<string, string> { ["idempotency-key"] = "k" } }));

            Assert.Equal((function, HttpStatusCode.BadRequest), (function, answer.Status));
        }

        Assert.Empty(_stack.Batch.Submitted);
        Assert.Empty(_stack.Queue.Sent);
        Assert.Equal(0, _stack.Intents.Count);
        Assert.Equal(0, _stack.Submissions.Count);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_null_anywhere_in_a_job_is_told_or_counts_as_left_out(string place)
    {
        var body = Parse(Job);
        Put(body, place);

        var answer = await HttpAnswer.OfAsync(CallAsync("SubmitJob", new() { Body = body.ToJsonString() }));

        Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.BadRequest, $"{place}: {answer.Status} {answer.Body}");
        Assert.Equal(answer.Status == HttpStatusCode.Created ? 1 : 0, _stack.Intents.Count);
    }

    [Fact]
    public async Task Rules_that_are_null_are_no_rules()
    {
        await CallAsync("SubmitJob", new() { Body = """{"jobName":"hello","jobQueue":"default","jobDefinition":"hello","onFailure":null}""" });

        Assert.Null((await _stack.Jobs.FindAsync(_stack.Batch.Submitted[0].JobId, TestContext.Current.CancellationToken))?.OnFailure);
    }

    private static IEnumerable<string> PlacesOf(JsonNode? node, string at) => (IEnumerable<string>)(node switch
    {
        JsonObject map => [at, .. map.SelectMany(member => PlacesOf(member.Value, $"{at}/{member.Key}"))],
        JsonArray list => [at, .. list.SelectMany((entry, index) => PlacesOf(entry, $"{at}/{index}"))],
        _ => [at],
    });

    private static void Put(JsonNode body, string place)
    {
        var names = place.Split('/')[1..];
        var owner = names[..^1].Aggregate((JsonNode?)body, (node, name) => node is JsonArray list ? list[int.Parse(name)] : node?[name]);
        if (owner is JsonArray entries)
        {
            entries[int.Parse(names[^1])] = null;
        }
        else if (owner is JsonObject members)
        {
            members[names[^1]] = null;
        }
    }

    private static JsonNode Parse(string json) => JsonNode.Parse(json) ?? throw new JsonException("The sample is null.");

    /// <summary>With an AWS Batch that fails on any call.</summary>
    private Task<IHttpResult> CallAsync(string operation, APIGatewayHttpApiV2ProxyRequest request)
    {
        var route = Routes.Of(operation);

        return _stack.CallAsync(
            route,
            request,
            route.Path.Contains("{jobId}", StringComparison.Ordinal) ? A.JobId : "small",
            services => services.AddSingleton(ScriptedBatch.Create().Client));
    }
}
