using System.Text;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.TestUtilities;

namespace Aws.Tests.Lambda.Annotations;

/// <summary>What generated classes make of a request, and of what does not fit.</summary>
public sealed class RequestBindingTests
{
    private readonly TestLambdaContext _context = new() { AwsRequestId = "r-1" };

    [Fact]
    public async Task Text_comes_from_route_query_header_in_any_case_and_body()
    {
        var answer = await SendAsync(new SampleHandlers_Texts_Generated().Texts, new()
        {
            PathParameters = new Dictionary<string, string> { ["route"] = "a b" },
            QueryStringParameters = new Dictionary<string, string> { ["query"] = "q" },
            Headers = new Dictionary<string, string> { ["x-header"] = "h" },
            Body = "text",
        });

        Assert.Equal("a b|q|h|text", answer.GetProperty("body").GetString());
        Assert.Equal("text/plain", answer.GetProperty("headers").GetProperty("content-type").GetString());
    }

    [Fact]
    public async Task What_the_request_does_not_have_is_null()
    {
        var answer = await SendAsync(new SampleHandlers_Texts_Generated().Texts, new() { PathParameters = new Dictionary<string, string> { ["route"] = "r" } });

        Assert.Equal("r|-|-|-", answer.GetProperty("body").GetString());
    }

    [Fact]
    public async Task A_body_in_base64_is_decoded_first()
    {
        var answer = await SendAsync(new SampleHandlers_Texts_Generated().Texts, new()
        {
            Body = Convert.ToBase64String(Encoding.UTF8.GetBytes("grün")),
            IsBase64Encoded = true,
        });

        Assert.EndsWith("|grün", answer.GetProperty("body").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_are_converted_and_lists_split_at_commas()
    {
        var answer = await SendAsync(new SampleHandlers_Values_Generated().Values, new()
        {
            PathParameters = new Dictionary<string, string> { ["id"] = "9223372036854775807" },
            QueryStringParameters = new Dictionary<string, string> { ["limit"] = "5", ["follow"] = "true", ["sizes"] = "1,2,3" },
            Headers = new Dictionary<string, string> { ["since"] = "2026-03-01" },
        });

        Assert.Equal("9223372036854775807|5|True|1+2+3|2026-03-01", answer.GetProperty("body").GetString());
    }

    [Fact]
    public async Task Values_that_are_not_there_have_their_types_default()
    {
        var answer = await SendAsync(new SampleHandlers_Values_Generated().Values, new());

        Assert.Equal("0|none|False||0001-01-01", answer.GetProperty("body").GetString());
    }

    [Fact]
    public async Task Every_value_that_does_not_fit_is_named_in_one_400()
    {
        var answer = await SendAsync(new SampleHandlers_Values_Generated().Values, new()
        {
            PathParameters = new Dictionary<string, string> { ["id"] = "seven" },
            QueryStringParameters = new Dictionary<string, string> { ["limit"] = "99999999999", ["sizes"] = "1,\"x\"" },
        });

        Assert.Equal(400, answer.GetProperty("statusCode").GetInt32());
        Assert.Equal("ValidationException", answer.GetProperty("headers").GetProperty("x-amzn-errortype").GetString());
        Assert.Equal("application/json", answer.GetProperty("headers").GetProperty("content-type").GetString());
        Assert.Equal(
            "3 validation error(s) detected: "
            + "Value seven at 'id' failed to satisfy constraint: The input string 'seven' was not in a correct format.,"
            + "Value 99999999999 at 'limit' failed to satisfy constraint: Value was either too large or too small for an Int32.,"
            + "Value \"x\" at 'sizes' failed to satisfy constraint: The input string '\"x\"' was not in a correct format.",
            JsonDocument.Parse(answer.GetProperty("body").GetString()!).RootElement.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_JSON_body_becomes_an_argument_and_a_value_becomes_a_JSON_answer()
    {
        var answer = await new SampleHandlers_Create_Generated().Create(new() { Body = """{"Name":"n","Count":1}""" }, _context);

        Assert.Equal((200, """{"Name":"n","Count":2}"""), (answer.StatusCode, answer.Body));
        Assert.Equal("application/json", answer.Headers["Content-Type"]);
    }

    [Theory]
    [InlineData("{oops")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("""{"Count":"many"}""")]
    public async Task A_body_that_does_not_fit_is_named_in_the_400(string? body)
    {
        var answer = await new SampleHandlers_Create_Generated().Create(new() { Body = body }, _context);

        Assert.Equal(400, answer.StatusCode);
        Assert.StartsWith(
            $"1 validation error(s) detected: Value {body} at 'body' failed to satisfy constraint: Error converting the Lambda event JSON payload",
            JsonDocument.Parse(answer.Body).RootElement.GetProperty("message").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_raw_request_and_the_context_are_passed_on_and_services_come_from_one_scope()
    {
        var answer = await new SampleHandlers_Raw_Generated().Raw(new() { RawPath = "/raw" }, _context);

        Assert.Equal((207, "/raw|r-1|True"), (answer.StatusCode, answer.Body));
    }

    [Fact]
    public async Task A_handler_that_returns_nothing_answers_200() =>
        Assert.Equal(200, (await new SampleHandlers_NothingToSay_Generated().NothingToSay(new(), _context)).StatusCode);

    [Fact]
    public async Task A_plain_function_takes_and_returns_values() =>
        Assert.Equal(7, await new SampleHandlers_Plain_Generated().Plain(new("n", 7), _context));

    private async Task<JsonElement> SendAsync(
        Func<APIGatewayHttpApiV2ProxyRequest, Amazon.Lambda.Core.ILambdaContext, Task<Stream>> handler, APIGatewayHttpApiV2ProxyRequest request)
    {
        using var json = await JsonDocument.ParseAsync(await handler(request, _context), default, TestContext.Current.CancellationToken);
        return json.RootElement.Clone();
    }
}
