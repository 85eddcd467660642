using LocalCloud.Template;

namespace LocalCloud.Tests.Template;

public sealed class HttpApiReaderTests
{
    [Fact]
    public void Who_may_call_an_API_is_left_alone() =>
        Assert.Empty(Load("""
            Auth: { EnableIamAuthorizer: true, DefaultAuthorizer: AWS_IAM }
            DefinitionBody:
              openapi: 3.0.1
              info: { title: jobs, version: '1' }
              components: { securitySchemes: { Caller: { type: apiKey } } }
              paths: { /jobs: { get: { security: [{ Caller: [] }] } } }
            """));

    [Fact]
    public void A_route_that_no_function_s_event_has_is_refused() =>
        Assert.Equal(
            ["line 6: Api: the local stack takes routes from the functions' HttpApi events, not from get /jobs with its own x-amazon-apigateway-integration"],
            Load("DefinitionBody: { paths: { /jobs: { get: { x-amazon-apigateway-integration: { type: aws_proxy } } } } }"));

    [Theory]
    [InlineData("CorsConfiguration: true", "line 6: Api: the local stack does not support CorsConfiguration")]
    [InlineData("DefinitionUri: api.yaml", "line 6: Api: the local stack does not support DefinitionUri")]
    [InlineData("DefinitionBody: { servers: [] }", "line 6: Api.DefinitionBody: the local stack does not support servers")]
    public void What_would_change_an_answer_is_refused(string property, string error) => Assert.Equal([error], Load(property));

    /// <summary>What is wrong with a stack that has an API with these properties.</summary>
    private static IEnumerable<string> Load(string properties)
    {
        try
        {
            TemplateLoader.Load(
                $$"""

                Resources:
                  Api:
                    Type: AWS::Serverless::HttpApi
                    Properties:
                {{string.Join('\n', properties.Split('\n').Select(line => $"      {line}"))}}
                """,
                new());
            return [];
        }
        catch (TemplateException exception)
        {
            return exception.Errors.Select(error => $"line {error.Line}: {error.Message}");
        }
    }
}
