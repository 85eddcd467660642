using System.Net;
using System.Text;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace Aws.Tests.Lambda.Annotations;

public sealed class HttpResultsTests
{
    [Fact]
    public void Text_is_plain_text_unless_a_header_says_otherwise()
    {
        Assert.Equal("""{"statusCode":200,"headers":{"content-type":"text/plain"},"Cookies":null,"body":"ok","isBase64Encoded":false}""", Json(HttpResults.Ok("ok")));
        Assert.Equal(
            """{"statusCode":404,"headers":{"content-type":"application/problem\u002Bjson"},"Cookies":null,"body":"{}","isBase64Encoded":false}""",
            Json(HttpResults.NotFound("{}").AddHeader("Content-Type", "application/problem+json")));
    }

    [Fact]
    public void Bytes_lists_of_bytes_and_streams_are_base64()
    {
        const string Expected = """{"statusCode":200,"headers":{"content-type":"application/octet-stream"},"Cookies":null,"body":"AQID","isBase64Encoded":true}""";

        Assert.Equal(Expected, Json(HttpResults.Ok(new byte[] { 1, 2, 3 })));
        Assert.Equal(Expected, Json(HttpResults.Ok(new List<byte> { 1, 2, 3 })));
        Assert.Equal(Expected, Json(HttpResults.Ok(new MemoryStream([1, 2, 3]))));
    }

    [Fact]
    public void Any_other_body_is_JSON_by_the_functions_serializer() =>
        Assert.Equal(
            """{"statusCode":201,"headers":{"location":"/samples/n","content-type":"application/json"},"Cookies":null,"body":"{\u0022Name\u0022:\u0022n\u0022,\u0022Count\u0022:1}","isBase64Encoded":false}""",
            Json(HttpResults.Created("/samples/n", new Sample("n", 1))));

    // AWS: Amazon.Lambda.Annotations 2.3.0 has no encoder of its own: what HTML could mind, and all but ASCII, takes six bytes a unit.
    [Fact]
    public void A_body_is_written_with_the_default_encoder() =>
        Assert.Equal(
            """{"statusCode":200,"headers":{"content-type":"text/plain"},"Cookies":null,"body":"\u0022\u002B\u003C\u003E\u0026\u0027\u0060\\/\n\u0001\u007F \u00E9\u20AC\uD83D\uDE00","isBase64Encoded":false}""",
            Json(HttpResults.Ok("\"+<>&'`\\/\n\u0001\u007F é€\U0001F600")));

    [Fact]
    public void Values_of_one_header_are_joined_in_format_2_and_listed_in_format_1()
    {
        var result = HttpResults.NewResult(HttpStatusCode.NoContent).AddHeader("X-A", "1").AddHeader("x-a", "2");

        Assert.Equal("""{"statusCode":204,"headers":{"x-a":"1,2"},"Cookies":null,"body":null,"isBase64Encoded":false}""", Json(result));
        Assert.Equal(
            """{"statusCode":204,"multiValueHeaders":{"x-a":["1","2"]},"body":null,"isBase64Encoded":false}""",
            Json(result, HttpResultSerializationOptions.ProtocolVersion.V1));
    }

    [Theory]
    [InlineData(false, false, HttpStatusCode.Redirect)]
    [InlineData(true, false, HttpStatusCode.MovedPermanently)]
    [InlineData(false, true, HttpStatusCode.TemporaryRedirect)]
    [InlineData(true, true, HttpStatusCode.PermanentRedirect)]
    public void A_redirect_has_the_status_that_keeps_what_it_shall_keep(bool permanent, bool preserveMethod, HttpStatusCode status)
    {
        var result = HttpResults.Redirect("/there", permanent, preserveMethod);

        Assert.Equal(status, result.StatusCode);
        Assert.Equal($$"""{"statusCode":{{(int)status}},"headers":{"location":"/there"},"Cookies":null,"body":null,"isBase64Encoded":false}""", Json(result));
    }

    [Theory]
    [InlineData(30, """{"retry-after":"30"}""")]
    [InlineData(0, "null")]
    [InlineData(null, "null")]
    public void An_unavailable_service_says_when_to_come_back(int? seconds, string headers) =>
        Assert.Equal($$"""{"statusCode":503,"headers":{{headers}},"Cookies":null,"body":null,"isBase64Encoded":false}""", Json(HttpResults.ServiceUnavailable(seconds)));

    [Fact]
    public void Every_method_has_the_status_of_its_name() =>
        Assert.Equal(
            [200, 201, 202, 400, 401, 403, 404, 409, 500, 502],
            new[]
            {
                HttpResults.Ok(), HttpResults.Created(), HttpResults.Accepted(), HttpResults.BadRequest(), HttpResults.Unauthorized(), HttpResults.Forbid(),
                HttpResults.NotFound(), HttpResults.Conflict(), HttpResults.InternalServerError(), HttpResults.BadGateway(),
            }.Select(result => (int)result.StatusCode));

    private static string Json(
        IHttpResult result, HttpResultSerializationOptions.ProtocolVersion version = HttpResultSerializationOptions.ProtocolVersion.V2)
    {
        using var reader = new StreamReader(
            result.Serialize(new()
            {
                Format = HttpResultSerializationOptions.ProtocolFormat.HttpApi,
                Version = version,
                Serializer = new SourceGeneratorLambdaJsonSerializer<SampleJson>(),
            }),
            Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
