using System.Diagnostics.CodeAnalysis;
using System.Net;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

namespace BatchFunctions.Http;

/// <summary>Answers what no other route does: 405 where the path exists with another method, else 404.</summary>
internal sealed class UnknownRouteHandler
{
    [SuppressMessage("Performance", "CA1822", Justification = "The Annotations generator calls handlers on an instance.")]
    [LambdaFunction]
    // AWS: the Annotations generator (2.3.0) takes no greedy parameter: it looks for one of the method called "proxy+"
    // (AWSLambda0107), and no name may have a plus (AWSLambda0110). The template, which decides, has /{proxy+}.
    [HttpApi(LambdaHttpMethod.Any, "/{proxy}")]
    public Task<IHttpResult> UnknownRoute(string proxy, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, _ => Task.FromResult(Tell(proxy, request, context)));

    private static IHttpResult Tell(string proxy, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context)
    {
        var allowed = Routes.All.Where(route => route.Matches($"/{proxy}")).Select(route => route.Method).Distinct().ToList();
        var problem = allowed.Count == 0
            ? Problem.NotFound($"There is nothing at /{proxy}; GET /openapi.json lists what there is.")
            : new Problem(HttpStatusCode.MethodNotAllowed, "Not with this method", $"/{proxy} takes {string.Join(", ", allowed)}, not {request.RequestContext?.Http?.Method}.");
        var answer = Answer.Of(problem, context.AwsRequestId);

        return allowed.Count == 0 ? answer : answer.AddHeader("allow", string.Join(", ", allowed));
    }
}
