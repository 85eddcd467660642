using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport.RuntimeApi;

/// <summary>The four calls of the Lambda Runtime API, version 2018-06-01.</summary>
internal sealed class RuntimeApiClient : IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly Uri _runtime;

    private RuntimeApiClient(HttpMessageInvoker http, Uri runtime)
    {
        _http = http;
        _runtime = runtime;
    }

    /// <param name="endpoint">Host and port, as in <c>AWS_LAMBDA_RUNTIME_API</c>.</param>
    /// <exception cref="RuntimeApiException">There is no endpoint: the process was not started by Lambda.</exception>
    public static RuntimeApiClient Create(string? endpoint)
    {
        if (string.IsNullOrEmpty(endpoint) || !Uri.TryCreate($"http://{endpoint}/2018-06-01/runtime/", UriKind.Absolute, out var runtime))
        {
            throw new RuntimeApiException(
                $"AWS_LAMBDA_RUNTIME_API is \"{endpoint}\"; it has to be the host and port of a Lambda Runtime API, such as 127.0.0.1:9001. "
                + "Lambda, or the local stack, sets it.");
        }

        // No proxy, cookies, redirects or tracing: one connection to the machine itself. An invoker has no time-out,
        // and "next" may wait for hours.
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        };
        return new(new(handler, disposeHandler: true), runtime);
    }

    /// <summary>Waits for an invocation and reads its payload.</summary>
    public async Task<Invocation> NextAsync(PayloadBuffer payload, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_runtime, "invocation/next"));
        try
        {
            using var response = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
            if (response.StatusCode is not HttpStatusCode.OK)
            {
                throw Refused("GET invocation/next", response.StatusCode);
            }

            await payload.FillAsync(await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
            return Read(response.Headers);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Gone(exception);
        }
    }

    /// <summary>Answers an invocation.</summary>
    public async Task RespondAsync(string requestId, ReadOnlyMemory<byte> output)
    {
        using var content = new ReadOnlyMemoryContent(output);
        content.Headers.ContentType = new("application/json");
        var answer = await PostAsync($"invocation/{requestId}/response", content, null, CancellationToken.None).ConfigureAwait(false);

        // AWS: a response over 6 MB is refused with 413, which ends the process of RuntimeSupport 2.1.2 like every other refusal.
        Check($"POST invocation/{requestId}/response", answer.Status);
    }

    public async Task ReportInvocationErrorAsync(string requestId, Exception exception) =>
        await ReportAsync($"invocation/{requestId}/error", exception, CancellationToken.None).ConfigureAwait(false);

    public async Task ReportInitializationErrorAsync(Exception exception, CancellationToken cancellation) =>
        await ReportAsync("init/error", exception, cancellation).ConfigureAwait(false);

    public void Dispose() => _http.Dispose();

    private static Invocation Read(HttpResponseHeaders headers) => new()
    {
        RequestId = Header(headers, "Lambda-Runtime-Aws-Request-Id")
            ?? throw new RuntimeApiException("The Lambda Runtime API sent an invocation without the header Lambda-Runtime-Aws-Request-Id."),
        // AWS: without a deadline RuntimeSupport 2.1.2 counts from 1970.
        Deadline = long.TryParse(Header(headers, "Lambda-Runtime-Deadline-Ms"), NumberStyles.None, CultureInfo.InvariantCulture, out var deadline)
            ? DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(deadline, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()))
            : DateTimeOffset.UnixEpoch,
        FunctionArn = Header(headers, "Lambda-Runtime-Invoked-Function-Arn"),
        TraceId = Header(headers, "Lambda-Runtime-Trace-Id"),
        TenantId = Header(headers, "Lambda-Runtime-Aws-Tenant-Id"),
        ClientContext = Header(headers, "Lambda-Runtime-Client-Context"),
        CognitoIdentity = Header(headers, "Lambda-Runtime-Cognito-Identity"),
    };

    private static string? Header(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private static void Check(string call, HttpStatusCode status)
    {
        if ((int)status is < 200 or > 299)
        {
            throw Refused(call, status);
        }
    }

    private static RuntimeApiException Refused(string call, HttpStatusCode status) =>
        new($"The Lambda Runtime API answered {call} with {(int)status}; the process ends.");

    private RuntimeApiException Gone(Exception exception) =>
        new($"The Lambda Runtime API at {_runtime.Authority} is gone ({exception.Message}); the process ends.", exception);

    private async Task ReportAsync(string path, Exception exception, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(ErrorReport.Write(exception));
        content.Headers.ContentType = new("application/vnd.aws.lambda.error+json");
        var answer = await PostAsync(path, content, ErrorReport.Type(exception), cancellation).ConfigureAwait(false);
        Check($"POST {path}", answer.Status);
        if (answer.Status is HttpStatusCode.Accepted && !IsJson(answer.Body))
        {
            // AWS: RuntimeSupport 2.1.2 reads the 202 to an error as JSON, such as {"status":"OK"}, and ends where it is none.
            throw new RuntimeApiException($"The Lambda Runtime API answered POST {path} with 202 and no JSON; the process ends.");
        }
    }

    private static bool IsJson(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            return reader.Read() && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> PostAsync(string path, HttpContent content, string? errorType, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_runtime, path)) { Content = content };
        if (errorType is not null)
        {
            request.Headers.Add("Lambda-Runtime-Function-Error-Type", errorType);
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
            return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Gone(exception);
        }
    }
}
