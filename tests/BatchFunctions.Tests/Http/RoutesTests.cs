using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.TestUtilities;
using BatchFunctions.Http;

namespace BatchFunctions.Tests.Http;

public sealed class RoutesTests
{
    [Fact]
    public void The_list_of_routes_is_that_of_the_handlers_attributes() =>
        Assert.Equal(
            Handlers().Select(method => (Attribute(method), method.Name)).Where(route => route.Name != "UnknownRoute")
                .Select(route => $"{route.Item1.Method.ToString().ToUpperInvariant()} {route.Item1.Template} {route.Name}").Order(),
            Routes.All.Select(route => $"{route.Method} {route.Path} {route.Function}").Order());

    [Fact]
    public void The_list_of_routes_is_that_of_the_template()
    {
        var template = File.ReadAllText(Repository.Path("template.yaml"));
        var events = Regex.Matches(template, @"ANNOTATIONS_HANDLER: (\w+)(?:(?!ANNOTATIONS_HANDLER)[\s\S])*?Method: (\w+), Path: '?([^' ]+)'? }");

        Assert.Equal(
            Routes.All.Select(route => $"{route.Method} {route.Path} {route.Function}").Append("ANY /{proxy+} UnknownRoute").Order(),
            events.Select(match => $"{match.Groups[2].Value} {match.Groups[3].Value} {match.Groups[1].Value}").Order());
    }

    [Fact]
    public async Task The_OpenAPI_document_tells_every_route_and_its_body()
    {
        using var document = JsonDocument.Parse(Body(await new DescribeApiHandler().DescribeApi(new TestLambdaContext())));

        var root = document.RootElement;
        Assert.Equal("3.1.0", root.GetProperty("openapi").GetString());
        Assert.Equal(
            Routes.All.Select(route => route.Function).Order(),
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
        var answer = await new UnknownRouteHandler().UnknownRoute(path, request, new TestLambdaContext());

        Assert.Equal(status, answer.StatusCode);
        using var json = JsonDocument.Parse(Serialize(answer));
        Assert.Equal(allow, json.RootElement.GetProperty("headers").TryGetProperty("allow", out var header) ? header.GetString() : null);
    }

    private static IEnumerable<MethodInfo> Handlers() =>
        typeof(Routes).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<LambdaFunctionAttribute>() is not null && method.GetCustomAttribute<HttpApiAttribute>() is not null);

    private static HttpApiAttribute Attribute(MethodInfo method) =>
        method.GetCustomAttribute<HttpApiAttribute>() ?? throw new InvalidOperationException("No route.");

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
