using System.Net;
using System.Text;
using System.Text.Json;
using LocalCloud.Stack;

namespace LocalCloud.Console;

/// <summary>The stack as its users reach it: S3, the HTTP API, CloudWatch Logs, Batch, each over HTTP.</summary>
internal sealed class StackApi : IJobRecords, IDisposable
{
    private readonly LocalClient _client;
    private readonly HttpClient _http;
    private readonly Uri _api;

    /// <param name="client">For the AWS services.</param>
    /// <param name="api">The HTTP API, with its token where it has one; the token is shown to nobody.</param>
    public StackApi(LocalClient client, Uri api)
    {
        _client = client;
        _api = new(api.GetLeftPart(UriPartial.Scheme) + api.Authority);
        // No proxy of the user's environment: one hop on loopback.
        _http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = _api, Timeout = TimeSpan.FromMinutes(1) };
        if (api.UserInfo.Length > 0)
        {
            _http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(api.UserInfo))));
        }
    }

    public string HowToAsk => $"ask for {RecordUrl("ID")} or its /logs";

    public Uri RecordUrl(string jobId) => new(_api, $"/jobs/{Uri.EscapeDataString(jobId)}");

    /// <exception cref="HttpRequestException">S3 refused.</exception>
    public async Task PutObjectAsync(string bucket, string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        using var response = await _client.PutAsync("s3", ObjectPath(bucket, key), content, cancellation);
        await CheckAsync(response, $"s3://{bucket}/{key}", cancellation);
    }

    /// <summary>The object's content; <c>null</c> while there is none.</summary>
    public async Task<JsonDocument?> FindObjectAsync(string bucket, string key, CancellationToken cancellation)
    {
        using var response = await _client.GetAsync("s3", ObjectPath(bucket, key), cancellation);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await CheckAsync(response, $"s3://{bucket}/{key}", cancellation);
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
    }

    /// <summary>Why an event that speaks of <paramref name="text"/> never arrived; <c>null</c> while it has, or still may.</summary>
    public async Task<string?> FindFailureAsync(string text, CancellationToken cancellation)
    {
        using var response = await _client.GetAsync("batch", $"/_localcloud/failures/{Uri.EscapeDataString(text)}", cancellation);
        await CheckAsync(response, "GET /_localcloud/failures", cancellation);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
        return answer.RootElement.Text("reason");
    }

    /// <summary>Our record of a job; <c>null</c> while no event of it has been taken in.</summary>
    public async Task<JsonDocument?> FindRecordAsync(string jobId, CancellationToken cancellation)
    {
        using var response = await _http.GetAsync(RecordUrl(jobId), cancellation);
        if (response.StatusCode == HttpStatusCode.NotFound || (int)response.StatusCode >= 500)
        {
            return null;
        }

        await CheckAsync(response, $"GET /jobs/{jobId}", cancellation);
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
    }

    /// <summary>Why a job waits; <c>null</c> where the API does not answer now.</summary>
    public async Task<JsonDocument?> FindWaitingAsync(string jobId, CancellationToken cancellation)
    {
        using var response = await _http.GetAsync(new Uri(_api, $"/jobs/{Uri.EscapeDataString(jobId)}/waiting"), cancellation);
        return response.IsSuccessStatusCode ? JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation)) : null;
    }

    /// <summary>What a manifest would do, or what is wrong with it; no document where the answer is none.</summary>
    public async Task<(HttpStatusCode Status, JsonDocument? Answer)> CheckAsync(byte[] manifest, string mediaType, CancellationToken cancellation)
    {
        using ByteArrayContent content = new(manifest);
        content.Headers.ContentType = new(mediaType);
        using var response = await _http.PostAsync(new Uri(_api, "/submissions?check=true"), content, cancellation);
        try
        {
            return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation)));
        }
        catch (JsonException)
        {
            return (response.StatusCode, null);
        }
    }

    /// <summary>The id of the submission that a function has written into its log beside <paramref name="text"/>; <c>null</c> where none has.</summary>
    public async Task<string?> FindLoggedSubmissionAsync(string group, string text, DateTimeOffset since, CancellationToken cancellation)
    {
        var request = JsonText.Object(("logGroupName", group), ("filterPattern", $"\"{text}\""), ("startTime", since.ToUnixTimeMilliseconds()));
        using var response = await _client.CallAsync("logs", "Logs_20140328.FilterLogEvents", request, cancellation);
        if (!response.IsSuccessStatusCode)
        {
            // Before its first line a function has no group.
            return null;
        }

        using var page = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
        return page.RootElement.List("events").Select(line => JsonReading.MemberOf(line.Text("message"), "submissionId")).FirstOrDefault(id => id is not null);
    }

    /// <summary>How far a submission has come; <c>null</c> where it is not there, or the API does not answer now.</summary>
    public async Task<JsonDocument?> FindSubmissionAsync(string submissionId, CancellationToken cancellation)
    {
        using var response = await _http.GetAsync(new Uri(_api, $"/submissions/{submissionId}?limit=1"), cancellation);
        if (response.StatusCode == HttpStatusCode.NotFound || (int)response.StatusCode >= 500)
        {
            return null;
        }

        await CheckAsync(response, $"GET /submissions/{submissionId}", cancellation);
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
    }

    /// <summary>One job of a submission that is in this status; <c>null</c> where none is.</summary>
    public async Task<SubmittedJob?> FirstJobAsync(string submissionId, string status, CancellationToken cancellation)
    {
        using var response = await _http.GetAsync(new Uri(_api, $"/jobs?submissionId={submissionId}&status={status}&limit=1"), cancellation);
        if (!response.IsSuccessStatusCode)
        {
            return null;
        }

        using var page = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
        return page.RootElement.List("jobs").Select(job => new SubmittedJob(job.Text("jobName") ?? "?", job.Text("jobId"), null)).FirstOrDefault();
    }

    /// <summary>The jobs of a submission that are FAILED.</summary>
    public async Task<IReadOnlyList<SubmittedJob>> FailedJobsAsync(string submissionId, CancellationToken cancellation)
    {
        List<SubmittedJob> jobs = [];
        var query = $"/jobs?submissionId={submissionId}&status=FAILED&limit=100";
        for (string? path = query; path is not null;)
        {
            using var response = await _http.GetAsync(new Uri(_api, path), cancellation);
            await CheckAsync(response, $"GET {path}", cancellation);
            using var page = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
            jobs.AddRange(page.RootElement.GetProperty("jobs").EnumerateArray().Select(job => new SubmittedJob(
                job.GetProperty("jobName").GetString() ?? "?", job.GetProperty("jobId").GetString(), null)));
            path = page.RootElement.TryGetProperty("nextToken", out var token) && token.GetString() is { } next
                ? $"{query}&nextToken={Uri.EscapeDataString(next)}"
                : null;
        }

        return jobs;
    }

    /// <summary>The lines of a log stream, oldest first.</summary>
    public async Task<IReadOnlyList<string>> LogLinesAsync(string group, string stream, CancellationToken cancellation)
    {
        List<string> lines = [];
        string? token = null;
        while (true)
        {
            var (page, next) = await LogPageAsync(group, stream, token, cancellation);
            lines.AddRange(page);
            if (next == token)
            {
                return lines;
            }

            token = next;
        }
    }

    /// <summary>The next lines of a log stream, oldest first.</summary>
    /// <param name="group">Its group.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="token">As the page before gave it; <c>null</c> for the first.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The lines, and what to ask for those behind them; the same token again where there are none now.</returns>
    public async Task<(IReadOnlyList<string> Lines, string? Next)> LogPageAsync(string group, string stream, string? token, CancellationToken cancellation)
    {
        var request = JsonText.Object(
            ("logGroupName", group), ("logStreamName", stream), ("startFromHead", true), ("nextToken", token));
        using var response = await _client.CallAsync("logs", "Logs_20140328.GetLogEvents", request, cancellation);
        if (response.StatusCode == HttpStatusCode.BadRequest)
        {
            // A job that wrote nothing, or has not started yet, has no stream.
            return ([], token);
        }

        await CheckAsync(response, $"{group} {stream}", cancellation);
        using var page = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));

        // AWS: the same token again means the end of the stream (GetLogEvents).
        return (
            [.. page.RootElement.GetProperty("events").EnumerateArray().Select(line => line.GetProperty("message").GetString() ?? "")],
            page.RootElement.GetProperty("nextForwardToken").GetString());
    }

    /// <summary>An operation of AWS Batch.</summary>
    public async Task<JsonDocument> BatchAsync(string path, byte[] body, CancellationToken cancellation)
    {
        using var response = await _client.PostAsync("batch", path, body, cancellation);
        await CheckAsync(response, path, cancellation);
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
    }

    public void Dispose() => _http.Dispose();

    private static string ObjectPath(string bucket, string key) => $"/{bucket}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}";

    private static async Task CheckAsync(HttpResponseMessage response, string what, CancellationToken cancellation)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new RefusedCallException(what, response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));
        }
    }
}

/// <summary>A service of the stack answered that it will not, or could not.</summary>
/// <param name="what">What was asked.</param>
/// <param name="status">Its answer.</param>
/// <param name="body">What stood in it.</param>
internal sealed class RefusedCallException(string what, HttpStatusCode status, string body)
    : HttpRequestException($"{what}: {(int)status} {body}", null, status)
{
    /// <summary>What the service says, without what is around it.</summary>
    public string Said => JsonReading.MemberOf(body, "message") ?? JsonReading.MemberOf(body, "Message") ?? Message;
}
