using System.Text;
using LocalCloud.HttpApi;

namespace LocalCloud.Tests.HttpApi;

public sealed class ProxyResponseTests
{
    [Theory]
    [InlineData("""{"statusCode":201,"headers":{"Location":"/jobs/1"},"body":"{}"}""", 201, "Location=/jobs/1 content-type=text/plain;charset=UTF-8", "{}")]
    [InlineData("""{"statusCode":"200","headers":{"Content-Type":"a/b"},"body":"aGk=","isBase64Encoded":true,"cookies":["x=1","y=2"]}""", 200, "Content-Type=a/b set-cookie=x=1 set-cookie=y=2", "hi")]
    [InlineData("""{"statusCode":204}""", 204, "content-type=text/plain;charset=UTF-8", "")]
    [InlineData("""{"hello":1}""", 200, "content-type=application/json", """{"hello":1}""")]
    [InlineData("\"hi\"", 200, "content-type=application/json", "hi")]
    [InlineData("[1]", 200, "content-type=application/json", "[1]")]
    [InlineData("""{"statusCode":"soon"}""", 500, "content-type=application/json", """{"message":"Internal Server Error"}""")]
    [InlineData("""{"statusCode":200,"body":"???","isBase64Encoded":true}""", 500, "content-type=application/json", """{"message":"Internal Server Error"}""")]
    [InlineData("oops", 500, "content-type=application/json", """{"message":"Internal Server Error"}""")]
    public void An_answer_of_a_function_becomes_a_response(string payload, int status, string headers, string body)
    {
        var response = ProxyResponse.Parse(Encoding.UTF8.GetBytes(payload));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(headers, string.Join(' ', response.Headers.Select(header => $"{header.Key}={header.Value}")));
        Assert.Equal(body, Encoding.UTF8.GetString(response.Body.Span));
    }
}
