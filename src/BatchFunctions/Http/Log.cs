using System.Net;
using Amazon.Lambda.Core;
using Amazon.Runtime;
using BatchFunctions.Lambda;

namespace BatchFunctions.Http;

/// <summary>What the HTTP handlers log: routes and ids. Never a body, a query or a header.</summary>
internal static class Log
{
    /// <summary>An open page asks what has changed every few seconds: a good answer to that is worth no line.</summary>
    public static void Answered(ILambdaContext context, Route route, HttpStatusCode status, TimeSpan took)
    {
        const string Line = "{method} {route} answered {status} in {milliseconds} ms";
        if (route.IsAskedAllTheTime && status == HttpStatusCode.OK)
        {
            context.LogDebug(Line, route.Method, route.Path, (int)status, (long)took.TotalMilliseconds);
        }
        else
        {
            context.LogInformation(Line, route.Method, route.Path, (int)status, (long)took.TotalMilliseconds);
        }
    }

    public static void ServiceFailed(ILambdaContext context, AmazonServiceException exception) =>
        context.LogWarning(exception, "A service behind the API failed");

    public static void Unexpected(ILambdaContext context, Exception exception) =>
        context.LogError(exception, "Unexpected failure of an HTTP handler");
}
