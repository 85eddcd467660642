using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.TestUtilities;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace BatchFunctions.Tests.Http;

public sealed class RoutesTests
{
    private readonly FunctionStack _stack = new();

    public static TheoryData<string> Operations => [.. Routes.All.Select(route => route.Operation).Append("UnknownRoute")];

    public static TheoryData<string> Functions => [.. Routes.All.Select(route => route.Function).Where(function => function != "SubmitManifest").Distinct()];

    [Fact]
    public void The_list_of_routes_is_that_of_the_template()
    {
        var template = File.ReadAllText(Repository.Path("template.yaml"));
        var functions = Regex.Matches(template, @"ANNOTATIONS_HANDLER: (\w+)(?:(?!ANNOTATIONS_HANDLER)[\s\S])*");

        Assert.Equal(
            Routes.All.Append(Routes.Of("UnknownRoute")).Select(route => $"{route.Function} {route.Operation} {route.Key}").Order(),
            functions.SelectMany(function => Regex.Matches(function.Value, @"(\w+):\n +Type: HttpApi\n.*Method: (\w+), Path: '?([^' ]+)'? }")
                .Select(route => $"{function.Groups[1].Value} {route.Groups[1].Value} {route.Groups[2].Value} {route.Groups[3].Value}")).Order());
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_route_is_answered_by_its_operation_in_its_function(string operation)
    {
        var route = Routes.Of(operation);

        await _stack.CallAsync(route, new(), "one", services => services.AddSingleton(ScriptedBatch.Create().Client).AddSingleton<IJobLogs>(new OneLine()));

        var answered = _stack.Log.Lines.Single(line => line.Message.Contains(" answered ", StringComparison.Ordinal));
        Assert.Equal((route.Method, route.Path), (answered.Fields["method"], answered.Fields["route"]));
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task A_function_takes_no_route_of_another_one(string function)
    {
        foreach (var other in Routes.All.Where(route => route.Function != function))
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _stack.CallAsync(other with { Function = function }, new(), "one", _ => { }));

            Assert.StartsWith($"{function} answers no route '{other.Key}'", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_route_and_every_operation_is_there_once()
    {
        Assert.Equal(Routes.All.Count, Routes.All.Select(route => route.Key).Distinct().Count());
        Assert.Equal(Routes.All.Count, Routes.All.Select(route => route.Operation).Distinct().Count());
    }

    [Fact]
    public async Task The_OpenAPI_document_tells_every_route_and_its_body()
    {
        using var document = JsonDocument.Parse(Body(await DescribeApiHandler.DescribeApi(new TestLambdaContext())));

        var root = document.RootElement;
        Assert.Equal("3.1.0", root.GetProperty("openapi").GetString());
        Assert.Equal(
            Routes.All.Select(route => route.Operation).Order(),
            root.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(operation => operation.Value.GetProperty("operationId").GetString()).Order());
        var submit = root.GetProperty("paths").GetProperty("/jobs").GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("properties");
        Assert.Contains("string", submit.GetProperty("jobName").GetProperty("type").ToString(), StringComparison.Ordinal);
        var requirement = submit.GetProperty("containerOverrides").GetProperty("properties").GetProperty("resourceRequirements").GetProperty("items").GetProperty("properties");
        Assert.Equal("string", requirement.GetProperty("type").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("jobs", "PUT", HttpStatusCode.MethodNotAllowed, "POST, GET")]
    [InlineData("jobs/abc/logs", "POST", HttpStatusCode.MethodNotAllowed, "GET")]
    [InlineData("jobs/abc/nothing", "GET", HttpStatusCode.NotFound, null)]
    public async Task What_no_route_answers_is_404_or_405(string path, string method, HttpStatusCode status, string? allow)
    {
        var request = new APIGatewayHttpApiV2ProxyRequest
        {
            RequestContext = new() { Http = new() { Method = method } },
        };
        var answer = await UnknownRouteHandler.UnknownRoute(path, request, new TestLambdaContext());

        Assert.Equal(status, answer.StatusCode);
        using var json = JsonDocument.Parse(Serialize(answer));
        Assert.Equal(allow, json.RootElement.GetProperty("headers").TryGetProperty("allow", out var header) ? header.GetString() : null);
    }

    private static string Body(IHttpResult result)
    {
        using var json = JsonDocument.Parse(Serialize(result));
        return json.RootElement.GetProperty("body").GetString() ?? "";
    }

    private static Stream Serialize(IHttpResult result) => result.Serialize(new HttpResultSerializationOptions
    {
        Format = HttpResultSerializationOptions.ProtocolFormat.HttpApi,
        Version = HttpResultSerializationOptions.ProtocolVersion.V2,
    });
}
