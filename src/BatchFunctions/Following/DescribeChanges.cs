using System.Globalization;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Following;

/// <summary>Answers GET /changes: which jobs have moved since the answer before, at once or as soon as one does.</summary>
internal sealed class DescribeChangesHandler(IChangeFeed feed, ChangeWatch watch, TimeProvider time)
{
    /// <summary>Between two looks of an answer that waits.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Who has not asked for so long looks at all again; what lies between is not read.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>The clocks of two functions may differ by so much.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    public Task<IHttpResult> DescribeChanges(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var query = ChangesQuery.Read(request);
            await watch.RenewAsync(cancellation);
            var changes = await LookAsync(query, cancellation);

            return Answer.Ok(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("token", PageToken.Of(changes.Token));
                writer.WriteBoolean("isWhole", changes.IsWhole);
                writer.WriteStartArray("jobs");
                foreach (var jobId in changes.JobIds)
                {
                    writer.WriteStringValue(jobId);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            });
        });

    private async Task<Moved> LookAsync(ChangesQuery query, CancellationToken cancellation)
    {
        var start = time.GetUtcNow();
        var now = ChangeKeys.At(start - Margin);
        if (query.Since is not { } since)
        {
            return new(now, [], IsWhole: true);
        }

        if (ChangeKeys.Time(since) < start - Longest)
        {
            return new(now, [], IsWhole: false);
        }

        while (true)
        {
            var read = await feed.ReadAsync(since, cancellation);
            if (!read.IsWhole)
            {
                return new(now, [], IsWhole: false);
            }

            if (read.Changes.Count > 0 || time.GetUtcNow() - start >= query.Wait)
            {
                // While nothing moves the key stays, but does not fall behind for ever.
                var token = read.Changes.Count > 0 ? read.Changes[^1].Key : string.CompareOrdinal(now, since) > 0 ? now : since;
                return new(token, [.. read.Changes.SelectMany(change => change.JobIds).Distinct()], IsWhole: true);
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    /// <param name="Token">Key behind which the next look goes on.</param>
    /// <param name="IsWhole">False where more has moved than is told: look at everything again.</param>
    private sealed record Moved(string Token, IReadOnlyList<string> JobIds, bool IsWhole);
}

/// <param name="Since">Key of the answer before; <c>null</c> for the first.</param>
/// <param name="Wait">How long to wait for something to move.</param>
internal sealed record ChangesQuery(string? Since, TimeSpan Wait)
{
    // AWS: API Gateway waits for 30 s at most (quotas of HTTP APIs); the time of the function's start is in it.
    private const int LongestWait = 20;

    /// <exception cref="ProblemException">Names every wrong parameter.</exception>
    public static ChangesQuery Read(APIGatewayHttpApiV2ProxyRequest request)
    {
        var errors = new List<InputError>();
        var (since, wait) = ((string?)null, 0);
        foreach (var (name, value) in request.QueryStringParameters ?? new Dictionary<string, string>())
        {
            if (name == "since")
            {
                since = PageToken.Read(value);
                if (since is null || ChangeKeys.Time(since) is null)
                {
                    errors.Add(new InputError("?since", "is not a token that this route gave."));
                }
            }
            else if (name == "wait")
            {
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out wait) || wait > LongestWait)
                {
                    errors.Add(new InputError("?wait", $"must be 0 to {LongestWait} seconds, not '{value}'."));
                }
            }
            else
            {
                errors.Add(new InputError($"?{name}", $"'{name}' is not a parameter here; known are since, wait."));
            }
        }

        return errors.Count == 0 ? new(since, TimeSpan.FromSeconds(wait)) : throw new ProblemException(Problem.BadRequest("The query is wrong.", errors));
    }
}
