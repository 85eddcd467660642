using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;

namespace BatchFunctions.Api;

/// <summary>
/// Routes that need the same permissions are answered by one function: whoever reads a job after having listed it finds that
/// function warm, and there is one role to look through.
/// </summary>
// AWS: Annotations 2.3.0 takes one event a method (AWSLambda0102), and a method that returns an HTTP result has to have one
// (AWSLambda0105). So each function has a path that stands for all of its routes; they are listed in Routes.cs and in template.yaml.
internal static class RouteSwitch
{
    public const string AllOfThem = "/";

    /// <summary>Has the operation answered that a request asks for, unless its caller has gone or its path names what cannot be.</summary>
    /// <exception cref="InvalidOperationException">The function answers no such route.</exception>
    public static Task<IHttpResult> AnswerAsync(
        string function, APIGatewayHttpApiV2ProxyRequest request, TimeProvider time, ILambdaContext context, Func<string, Task<IHttpResult>> answer)
    {
        var operation = Operation(function, request);
        var gone = CallerTime.Gone(request, time.GetUtcNow());

        return (gone ?? (PathNames.Wrong(request) is { } wrong ? Problem.BadRequest("The path is wrong.", wrong) : null)) is { } problem
            ? HttpBorder.AnswerAsync(context, _ => throw new ProblemException(problem), operation)
            : answer(operation);
    }

    /// <summary>The operation that a request asks for.</summary>
    /// <exception cref="InvalidOperationException">The function answers no such route.</exception>
    private static string Operation(string function, APIGatewayHttpApiV2ProxyRequest request) =>
        Routes.By(request) is { } route && route.Function == function
            ? route.Operation
            : throw new InvalidOperationException($"{function} answers no route '{request.RouteKey}': template.yaml sends it what Routes.cs gives to another function, or to none.");
}
