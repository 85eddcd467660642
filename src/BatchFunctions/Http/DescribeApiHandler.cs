using System.Diagnostics.CodeAnalysis;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.Core;

namespace BatchFunctions.Http;

/// <summary>Answers GET /openapi.json.</summary>
internal sealed class DescribeApiHandler
{
    [SuppressMessage("Performance", "CA1822", Justification = "The Annotations generator calls handlers on an instance.")]
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Get, "/openapi.json")]
    public Task<IHttpResult> DescribeApi(ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, _ => Task.FromResult(Answer.Ok(OpenApi.Write)));
}
