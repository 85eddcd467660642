using System.Net;
using System.Net.Http.Headers;
using Amazon.Batch;
using Amazon.Runtime;

namespace LocalBatch.Tests.Wire;

/// <summary>Carries what the generated client would send over HTTP straight into an engine, and its answers back.</summary>
internal sealed class EngineHandler(BatchEngine engine) : HttpMessageHandler
{
    /// <summary>The client that the functions use, talking to this engine.</summary>
    public static AmazonBatchClient ClientOf(BatchEngine engine) => new("AKIDEXAMPLE", "SECRET", new AmazonBatchConfig
    {
        ServiceURL = "http://localhost",
        AuthenticationRegion = "us-east-1",
        MaxErrorRetry = 0,
        CacheHttpClient = false,
        HttpClientFactory = new Factory(new EngineHandler(engine)),
    });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var answer = await engine.HandleAsync(new(request.Method.Method, request.RequestUri?.PathAndQuery ?? "", body), cancellationToken);
        var response = new HttpResponseMessage((HttpStatusCode)answer.StatusCode) { Content = new ByteArrayContent(answer.Body.ToArray()) };
        response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(answer.ContentType);
        response.Headers.Add("x-amzn-RequestId", answer.RequestId);
        if (answer.ErrorType is { } error)
        {
            response.Headers.Add("x-amzn-ErrorType", error);
        }

        return response;
    }

    private sealed class Factory(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);
    }
}
