using System.Net;
using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Submissions;
using BatchFunctions.Tests.Http;

namespace BatchFunctions.Tests.Submissions;

/// <summary>What a manifest would do, asked by <c>POST /submissions?check=true</c>.</summary>
public sealed class PlanTests
{
    private const string Good = """
        defaults: { jobQueue: default, jobDefinition: fargate }
        jobs:
          - { jobName: last, dependsOn: [first], onFailure: [{ action: giveUp }] }
          - { jobName: first, arrayProperties: { size: 20 }, containerOverrides: { resourceRequirements: [{ type: MEMORY, value: '1024' }] } }
        """;

    private readonly FunctionStack _stack = new();

    [Fact]
    public async Task A_check_answers_with_the_plan_and_submits_nothing()
    {
        var answer = await CheckAsync(Good, "true");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            """{"jobs":2,"jobsWithChildren":22,"plan":[{"jobName":"first","jobQueue":"default","jobDefinition":"fargate","vcpus":"0.25","memoryMiB":1024,"arraySize":20},{"jobName":"last","jobQueue":"default","jobDefinition":"fargate","vcpus":"0.25","memoryMiB":512,"dependsOn":[{"jobName":"first"}],"onFailure":[{"action":"giveUp"}]}]}""",
            answer.Body);
        Assert.Empty(_stack.Batch.Submitted);
        // The same manifest without the question is not one that is repeated.
        Assert.Equal(HttpStatusCode.Accepted, (await CheckAsync(Good, null)).Status);
    }

    [Fact]
    public async Task A_check_names_every_mistake_with_its_place()
    {
        var answer = await CheckAsync(Good.Replace("fargate", "fargat", StringComparison.Ordinal).Replace("[first]", "[frist]", StringComparison.Ordinal), "true");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("\"line\":3", answer.Body, StringComparison.Ordinal);
        Assert.Contains("'frist' is not a job of this manifest", System.Text.RegularExpressions.Regex.Unescape(answer.Body), StringComparison.Ordinal);
        Assert.Contains("There is no job definition 'fargat'", System.Text.RegularExpressions.Regex.Unescape(answer.Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check", "yes")]
    [InlineData("chek", "true")]
    [InlineData("Check", "true")]
    public async Task A_mistyped_check_is_refused_and_submits_nothing(string name, string value)
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await CheckAsync(Good, value, name)).Status);
        Assert.Empty(_stack.Batch.Submitted);
    }

    private Task<HttpAnswer> CheckAsync(string manifest, string? check, string name = "check") => HttpAnswer.OfAsync(_stack.Handler<SubmitManifestHandler>().SubmitManifest(
        new APIGatewayHttpApiV2ProxyRequest
        {
            RouteKey = "POST /submissions",
            Headers = new Dictionary<string, string> { ["content-type"] = "application/yaml" },
            QueryStringParameters = check is null ? null : new Dictionary<string, string> { [name] = check },
            Body = manifest,
        },
        _stack.Context));
}
