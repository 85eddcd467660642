using System.Globalization;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Lambda;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>Answers GET /jobs/{jobId}/logs: the output of one attempt, page by page; the token follows a job that runs.</summary>
internal sealed class ReadJobLogsHandler(IJobStore jobs, IBatchJobs batch, IJobLogs logs)
{
    public Task<IHttpResult> ReadJobLogs(string jobId, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            LogScope.About(jobId);
            var query = JobLogQuery.Read(request);
            var id = query.JobId(jobId);
            // A node has no record of its own: its output is found as long as AWS Batch tells of it.
            var record = query.Node is null ? await jobs.FindAsync(jobId, cancellation) : null;
            var detail = await batch.DescribeAsync([id], cancellation) is [var only, ..] ? only : null;
            if (record is null && detail is null)
            {
                throw new ProblemException(Problem.NotFound($"There is no job '{id}'."));
            }

            if ((record?.ArraySize ?? (detail?.ArrayProperties is { Index: null, Size: { } all } ? all : null)) is { } size)
            {
                // The array itself runs nothing.
                throw new ProblemException(Problem.BadRequest(
                    string.Create(CultureInfo.InvariantCulture, $"'{id}' is an array of {size}, and its output is that of its children: ask for /jobs/{id}:0/logs to /jobs/{id}:{size - 1}/logs.")));
            }

            if (query.Container is { } container && LogStreams.Unknown(record, detail, container) is { } why)
            {
                throw new ProblemException(Problem.NotFound($"'{id}' has no container '{container}': {why}."));
            }

            var streams = LogStreams.Of(record, detail, query.Container);
            var attempt = query.Attempt ?? Math.Max(1, streams.Count);
            if (query.Attempt > streams.Count)
            {
                throw new ProblemException(Problem.NotFound($"The job has had {streams.Count} attempts that left output."));
            }

            var stream = streams.Count >= attempt ? streams[attempt - 1] : null;
            var page = stream is null ? null : await PageAsync(LogStreams.Group(detail, query.Container), stream, query, cancellation);

            return Answer.Ok(writer => JobLogJson.Write(writer, attempt, stream, page, query.Token));
        });

    /// <summary>A page that an answer can carry: one that is too much is read again with fewer lines, so that its token goes on behind them.</summary>
    // AWS: GetLogEvents gives up to 1 MB, a line up to 256 KB (CloudWatch Logs quotas): one line always fits.
    private async Task<JobLogPage?> PageAsync(string group, string stream, JobLogQuery query, CancellationToken cancellation)
    {
        var page = await logs.ReadAsync(group, stream, query.Range(query.Limit), cancellation);
        while (page is { Lines.Count: > 1 } && Fewer(page, query.MostBytes) is { } lines)
        {
            page = await logs.ReadAsync(group, stream, query.Range(lines), cancellation);
        }

        return page;
    }

    /// <summary>How many lines to ask for instead; <c>null</c> where the page can be sent.</summary>
    private static int? Fewer(JobLogPage page, int? mostBytes)
    {
        var body = JsonText.Bytes(writer => JobLogJson.Write(writer, 1, null, page, null));
        if (mostBytes < body.Length)
        {
            return Math.Max(1, Math.Min(page.Lines.Count - 1, (int)((long)page.Lines.Count * mostBytes.Value / body.Length)));
        }

        return Envelope.Takes(body) ? null : Envelope.Fewer(page.Lines.Count, body);
    }
}

/// <summary>The query of GET /jobs/{jobId}/logs.</summary>
/// <param name="Attempt">1 for the first; the last one when left out.</param>
/// <param name="Container">The name of one of several; the one that decided the attempt when left out.</param>
/// <param name="Node">Index of a node of a multi-node job; the main node when left out.</param>
internal sealed record JobLogQuery(int? Attempt, string? Container, int? Node, int Limit, string? Token)
{
    private const int DefaultLimit = 100;

    private const int MostLimit = 1_000;

    // AWS: a line has up to 256 KB (CloudWatch Logs quotas); one is always given, however few bytes are asked for.
    private const int LeastBytes = 1_000;

    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private static readonly string[] Known = ["attempt", "container", "node", "tail", "from", "maxBytes", "limit", "nextToken"];

    /// <summary>Begins with the last lines.</summary>
    public bool IsTail { get; init; }

    /// <summary>Begins with the first line that is not older, in milliseconds since 1970.</summary>
    public long? Since { get; init; }

    /// <summary>What a page of several lines may have as JSON.</summary>
    public int? MostBytes { get; init; }

    public JobLogRange Range(int limit) => new(limit, Token, IsTail, Since);

    /// <summary>The id of the job, or of its node.</summary>
    // AWS: nodes are told of as job#0, job#1 (user guide, multi-node parallel jobs).
    public string JobId(string jobId) => Node is { } node ? string.Create(CultureInfo.InvariantCulture, $"{jobId}#{node}") : jobId;

    /// <exception cref="ProblemException">Names every wrong parameter.</exception>
    public static JobLogQuery Read(APIGatewayHttpApiV2ProxyRequest request)
    {
        var query = request.QueryStringParameters ?? new Dictionary<string, string>();
        var errors = query.Keys
            .Where(name => !Known.Contains(name))
            .Select(name => new InputError($"?{name}", $"'{name}' is not a parameter here; known are {string.Join(", ", Known)}."))
            .ToList();
        var read = new JobLogQuery(
            Number(query, "attempt", 1, int.MaxValue, errors),
            query.TryGetValue("container", out var container) && container.Length > 0 ? container : null,
            Number(query, "node", 0, int.MaxValue, errors),
            Number(query, "limit", 1, MostLimit, errors) ?? DefaultLimit,
            query.TryGetValue("nextToken", out var token) && token.Length > 0 ? token : null)
        {
            IsTail = Flag(query, "tail", errors),
            Since = Time(query, "from", errors),
            MostBytes = Number(query, "maxBytes", LeastBytes, int.MaxValue, errors),
        };

        return errors.Count == 0 ? read : throw new ProblemException(Problem.BadRequest("The query is wrong.", errors));
    }

    private static bool Flag(IDictionary<string, string> query, string name, List<InputError> errors)
    {
        var value = query.TryGetValue(name, out var given) ? given : "";
        if (value is not ("" or "true" or "false"))
        {
            errors.Add(new InputError($"?{name}", $"must be true or false, not '{value}'."));
        }

        return value == "true";
    }

    private static long? Time(IDictionary<string, string> query, string name, List<InputError> errors)
    {
        if (!query.TryGetValue(name, out var value) || value.Length == 0)
        {
            return null;
        }

        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= Latest)
        {
            return milliseconds;
        }

        errors.Add(new InputError($"?{name}", $"must be milliseconds since 1970, not '{value}'."));
        return null;
    }

    private static int? Number(IDictionary<string, string> query, string name, int least, int most, List<InputError> errors)
    {
        if (!query.TryGetValue(name, out var value) || value.Length == 0)
        {
            return null;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        errors.Add(new InputError($"?{name}", most == int.MaxValue ? $"must be {least} or more, not '{value}'." : $"must be {least} to {most}, not '{value}'."));
        return null;
    }
}
