using Amazon.Lambda.Core;

namespace BatchFunctions.Http;

/// <summary>What the HTTP handlers log. Lambda adds the request id to every line.</summary>
internal static class Log
{
    public static void ServiceFailed(ILambdaContext context, Exception exception) =>
        context.Logger.LogWarning(exception, "A service behind the API failed");

    public static void Unexpected(ILambdaContext context, Exception exception) =>
        context.Logger.LogError(exception, "Unexpected failure of an HTTP handler");
}
