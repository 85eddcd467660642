using System.Net;
using System.Text;
using Amazon;
using Amazon.Runtime;

namespace BatchFunctions.Tests.Adapters;

/// <summary>
/// AWS behind the real SDK clients: answers in the order in which they were prepared, and keeps what it was asked. A
/// request for which no answer is left fails.
/// </summary>
internal sealed class CannedAws(params (int Status, string Body)[] answers) : HttpMessageHandler
{
    private readonly Queue<(int Status, string Body)> _answers = new(answers);

    /// <summary>Method and path, or the operation where the header names it.</summary>
    public List<string> Calls { get; } = [];

    public List<string> Bodies { get; } = [];

    public List<string?> Queries { get; } = [];

    public static AWSCredentials Credentials => new BasicAWSCredentials("key", "secret");

    /// <summary>Points a client here, without retries.</summary>
    public T Configure<T>(T config)
        where T : ClientConfig
    {
        config.RegionEndpoint = RegionEndpoint.USEast1;
        config.MaxErrorRetry = 0;
        config.HttpClientFactory = new Factory(this);
        return config;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var target = request.Headers.TryGetValues("X-Amz-Target", out var names) ? names.Single().Split('.')[^1] : null;
        Calls.Add(target ?? $"{request.Method} {request.RequestUri?.AbsolutePath}");
        Queries.Add(request.RequestUri?.Query);
        Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        var (status, body) = _answers.TryDequeue(out var prepared)
            ? prepared
            : throw new InvalidOperationException($"No answer was prepared for {Calls[^1]}.");

        return status == 0
            ? throw new HttpRequestException("The connection was lost.")
            : new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json"), RequestMessage = request };
    }

    private sealed class Factory(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
