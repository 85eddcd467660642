using System.Net;
using Amazon.Runtime;

namespace BatchFunctions.Wire;

/// <summary>
/// Lets a call of the SDK leave this process once. <c>MaxErrorRetry = 0</c> does not: AWSSDK.Core sends a request whose connection was closed without an
/// answer ten times more and counts none of it as a retry (seen with 4.0.102.19 and 4.1.0), and each may be a job, or a revision, of its own.
/// </summary>
internal sealed class SingleSend
{
    private readonly AsyncLocal<Call?> _call = new();

    /// <summary>Makes a call that may leave once.</summary>
    /// <exception cref="SecondSendException">It was about to leave again, so nobody knows what became of the first time.</exception>
    public async Task<T> OnceAsync<T>(Func<Task<T>> call)
    {
        // Seen by what is called from here only: an async method's changes do not flow back to its caller.
        _call.Value = new Call();

        return await call();
    }

    /// <summary>Notes that a request is about to leave; whoever sends asks here first.</summary>
    /// <exception cref="SecondSendException">It has left before, and nobody heard that it was refused.</exception>
    /// <exception cref="InvalidOperationException">Nobody counts: a client that sends once was used outside of <see cref="OnceAsync"/>.</exception>
    public void Leave()
    {
        if (!TryLeave())
        {
            throw new InvalidOperationException("A request that may be sent once is sent outside of a counted call.");
        }
    }

    /// <summary>Makes the SDK client of this configuration one whose every call is counted here, and that tries nothing again.</summary>
    /// <param name="longestCall">A request that is not answered by then counts as unheard.</param>
    public T Configure<T>(T config, TimeSpan longestCall)
        where T : ClientConfig
    {
        config.MaxErrorRetry = 0;
        config.Timeout = longestCall;
        config.HttpClientFactory = new Factory(new HttpClient(Wire(Leave)) { Timeout = longestCall });

        return config;
    }

    /// <summary>Makes the SDK client of this configuration one that sends as often as it likes, but what is called within <see cref="OnceAsync"/> once.</summary>
    public T Watch<T>(T config)
        where T : ClientConfig
    {
        config.HttpClientFactory = new Factory(new HttpClient(Wire(() => TryLeave())));

        return config;
    }

    /// <returns>False where nobody counts.</returns>
    private bool TryLeave()
    {
        if (_call.Value is not { } call)
        {
            return false;
        }

        return Interlocked.Increment(ref call.Sends) == 1 ? true : throw new SecondSendException();
    }

    // As the SDK sets it up: no cookies, and no redirects, which would be followed below the count.
    private CountingHandler Wire(Action leave) => new(this, leave) { InnerHandler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false } };

    /// <summary>It was refused, so it may leave again: a client that tries again when it is throttled does no harm.</summary>
    private void Refused()
    {
        if (_call.Value is { } call)
        {
            Interlocked.Exchange(ref call.Sends, 0);
        }
    }

    private sealed class Call
    {
        public int Sends;
    }

    /// <summary>One client for the life of the process, and its connections with it.</summary>
    private sealed class Factory(HttpClient client) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }

    private sealed class CountingHandler(SingleSend sends, Action leave) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            leave();
            var response = await base.SendAsync(request, cancellationToken);
            // 408 is of somebody in between who gave up waiting; AWS Batch itself has no such answer.
            if (response.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not HttpStatusCode.RequestTimeout)
            {
                sends.Refused();
            }

            return response;
        }
    }
}

/// <summary>A request that may leave once was about to leave again. Of no kind that the SDK tries again.</summary>
internal sealed class SecondSendException() : Exception("The answer was lost, and the client was about to send the request a second time.");

/// <summary>What kind of failure an answer of AWS is, where a service's status alone does not tell.</summary>
internal static class ServiceFailure
{
    // AWS: many services throttle with HTTP 400 or 403; only the code tells that from a wrong request (common errors of
    // DynamoDB, SQS and EventBridge).
    private static readonly string[] ThrottlingCodes =
    [
        "ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException", "Throttling", "RequestThrottled", "ThrottledException",
        "TooManyRequestsException",
    ];

    extension(AmazonServiceException exception)
    {
        public bool IsThrottling => exception.StatusCode == HttpStatusCode.TooManyRequests || ThrottlingCodes.Contains(exception.ErrorCode);

        /// <summary>Our own permission is missing: mended by whoever deploys the stack.</summary>
        public bool IsForbidden =>
            exception.ErrorCode == "AccessDeniedException" || exception.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized;

        /// <summary>The request itself is refused: the same one asked again is refused again.</summary>
        public bool IsRefusal =>
            exception is { IsThrottling: false, IsForbidden: false, StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError };
    }

    /// <summary>Trying again ends the same: the request is refused, or what it is made of cannot be read.</summary>
    public static bool IsForGood(Exception exception) =>
        exception is AmazonServiceException { IsRefusal: true } or ArgumentException or InvalidDataException or FormatException;
}
