using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>Answers GET /jobs: newest first, filtered by the query.</summary>
internal sealed class ListJobsHandler(FilteredJobs jobs)
{
    public Task<IHttpResult> ListJobs(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var page = await jobs.ListAsync(JobQueryReader.Read(request), "?", cancellation);

            return Answer.Ok(page.Jobs.Count, (writer, shown) =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("jobs");
                foreach (var job in page.Jobs.Take(shown))
                {
                    JobJson.WriteSummary(writer, job);
                }

                writer.WriteEndArray();
                if ((shown < page.Jobs.Count ? page.Jobs[shown - 1].Key : page.Next) is { } next)
                {
                    writer.WriteString("nextToken", PageToken.Of(next));
                }

                writer.WriteEndObject();
            });
        });
}

/// <summary>Reads the query of GET /jobs.</summary>
internal static partial class JobQueryReader
{
    public const int DefaultLimit = 50;

    public const int MostLimit = 100;

    private const int TimeDigits = 15;

    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private static readonly string[] Known =
        ["jobQueue", "shareIdentifier", "status", "namePrefix", "createdAfter", "createdBefore", "submissionId", "limit", "nextToken"];

    /// <exception cref="ProblemException">Names every wrong parameter.</exception>
    public static JobQuery Read(APIGatewayHttpApiV2ProxyRequest request)
    {
        var query = request.QueryStringParameters ?? new Dictionary<string, string>();
        var errors = query.Keys
            .Where(name => !Known.Contains(name))
            .Select(name => new InputError($"?{name}", $"'{name}' is not a parameter here; known are {string.Join(", ", Known)}."))
            .ToList();
        var read = Read(query, "?", errors);

        return errors.Count == 0 ? read : throw new ProblemException(Problem.BadRequest("The query is wrong.", errors));
    }

    /// <param name="place">What goes before a parameter's name in an error.</param>
    public static JobQuery Read(IDictionary<string, string> query, string place, List<InputError> errors) => new()
    {
        JobQueue = Value(query, "jobQueue"),
        ShareIdentifier = Share(query, place, errors),
        Statuses = Statuses(Value(query, "status"), place, errors),
        NamePrefix = Value(query, "namePrefix"),
        CreatedAfter = Time(query, "createdAfter", place, errors),
        CreatedBefore = Time(query, "createdBefore", place, errors),
        SubmissionId = Value(query, "submissionId"),
        Limit = Limit(query, place, errors),
        After = After(Value(query, "nextToken"), place, errors),
    };

    /// <returns><c>null</c> for a parameter that is missing or empty.</returns>
    public static string? Value(IDictionary<string, string> query, string name) =>
        query.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    // AWS: a share is one of its queue, and is not added up with that of another (Batch user guide, fair-share scheduling policies).
    private static string? Share(IDictionary<string, string> query, string place, List<InputError> errors)
    {
        var share = Value(query, "shareIdentifier");
        if (share is not null && Value(query, "jobQueue") is null)
        {
            errors.Add(new InputError($"{place}shareIdentifier", "needs jobQueue beside it: a share is one of its queue."));
        }

        return share;
    }

    private static List<JobStatus> Statuses(string? value, string place, List<InputError> errors)
    {
        var statuses = new List<JobStatus>();
        foreach (var name in value?.Split(',') ?? [])
        {
            if (JobStatusNames.Parse(name) is { } status)
            {
                statuses.Add(status);
            }
            else
            {
                errors.Add(new InputError(
                    $"{place}status", $"'{name}' is not a status; known are {string.Join(", ", JobStatusNames.All.Select(known => known.Name))}."));
            }
        }

        return statuses;
    }

    /// <summary>Milliseconds since 1970, or ISO 8601.</summary>
    public static DateTimeOffset? Time(IDictionary<string, string> query, string name, string place, List<InputError> errors)
    {
        if (Value(query, name) is not { } value)
        {
            return null;
        }

        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= Latest)
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }

        if (DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time >= DateTimeOffset.UnixEpoch)
        {
            return time;
        }

        errors.Add(new InputError($"{place}{name}", $"must be milliseconds since 1970 or an ISO 8601 time since then, not '{value}'."));
        return null;
    }

    /// <summary>1 to <see cref="MostLimit"/>.</summary>
    public static int Limit(IDictionary<string, string> query, string place, List<InputError> errors)
    {
        if (Value(query, "limit") is not { } value)
        {
            return DefaultLimit;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MostLimit)
        {
            return limit;
        }

        errors.Add(new InputError($"{place}limit", $"must be 1 to {MostLimit}, not '{value}'."));
        return DefaultLimit;
    }

    /// <summary>Where a page goes on, by the token that the one before it gave.</summary>
    public static string? After(string? token, string place, List<InputError> errors)
    {
        if (token is null)
        {
            return null;
        }

        if (PageToken.Read(token) is { } key && ListKey().IsMatch(key) && long.Parse(key.AsSpan(0, TimeDigits), CultureInfo.InvariantCulture) <= Latest)
        {
            return key;
        }

        errors.Add(new InputError($"{place}nextToken", "is not a token that this list gave."));
        return null;
    }

    [GeneratedRegex(@"^[0-9]{15}(#[^\n]*)?\z")]
    private static partial Regex ListKey();
}
