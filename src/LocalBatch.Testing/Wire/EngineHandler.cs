using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Amazon.Runtime;
using LocalBatch.Api.Internal;

namespace LocalBatch.Testing.Wire;

/// <summary>Carries what the SDK would send over HTTP straight into the engine, and its answers back.</summary>
internal sealed class EngineHandler(BatchEngine engine, Definitions definitions, ListLag lag, LogsApi logs, CallFaults faults, Action<ApiCall> record) : HttpMessageHandler
{
    // AWS: AWS Batch throttles with HTTP 429 and this code (general reference, API throttling; seen).
    private const string TooManyRequests = "TooManyRequestsException";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var path = request.RequestUri?.PathAndQuery ?? "";
        if (request.Headers.TryGetValues("X-Amz-Target", out var targets))
        {
            return Message(logs.Answer(targets.First(), body), "application/x-amz-json-1.1");
        }

        var operation = BatchModel.Operations.Find(request.Method.Method, path)?.Operation.Name ?? path;
        var fault = faults.Take(operation);
        var answer = fault == CallFault.Throttled
            ? new HttpAnswer(429, """{"message":"Too Many Requests"}"""u8.ToArray(), TooManyRequests)
            : await AskAsync(request.Method.Method, path, operation, body, cancellationToken);
        var isLost = fault == CallFault.AnswerLost;
        record(new(operation, Encoding.UTF8.GetString(body), isLost ? 0 : answer.StatusCode, Encoding.UTF8.GetString(answer.Body.Span)));

        return isLost
            ? throw new HttpRequestException($"The answer of {operation} was lost, as AnswerThenFail says.")
            : Message(answer, "application/json");
    }

    private async Task<HttpAnswer> AskAsync(string method, string path, string operation, byte[] body, CancellationToken cancellation)
    {
        if (operation == "SubmitJob")
        {
            await definitions.DefineAsync(body, cancellation);
        }

        var answer = await engine.HandleAsync(new(method, path, body), cancellation);
        if (operation == "RegisterJobDefinition" && answer.StatusCode == 200)
        {
            definitions.Registered(body);
        }

        return new(answer.StatusCode, operation == "ListJobs" ? lag.Withhold(answer.Body) : answer.Body, answer.ErrorType) { RequestId = answer.RequestId };
    }

    private static HttpResponseMessage Message(HttpAnswer answer, string contentType)
    {
        HttpResponseMessage response = new((HttpStatusCode)answer.StatusCode) { Content = new ReadOnlyMemoryContent(answer.Body) };
        response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        response.Headers.Add("x-amzn-RequestId", answer.RequestId);
        if (answer.ErrorType is { } error)
        {
            response.Headers.Add("x-amzn-ErrorType", error);
        }

        return response;
    }
}

/// <summary>Gives the SDK clients of the engine instead of connections.</summary>
internal sealed class MemoryClientFactory(HttpMessageHandler handler) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

    // Of each server its own, also where the SDK keeps clients by their configuration.
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
}
