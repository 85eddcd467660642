using System.Text.Json;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>Body of the bulk routes: which jobs, why, and whether only to count them.</summary>
internal sealed record BulkStop(JobQuery Filter, string Reason, bool IsDryRun)
{
    /// <summary>Jobs that one call stops; the token goes on with the rest.</summary>
    public const int MostJobs = 500;

    private const int MostReason = 1024;

    private static readonly string[] Known = ["jobQueue", "shareIdentifier", "status", "namePrefix", "createdAfter", "createdBefore", "submissionId"];

    /// <param name="stoppable">The statuses in which stopping does something.</param>
    /// <exception cref="ProblemException">Names every wrong field.</exception>
    public static BulkStop Read(JsonElement body, IReadOnlyList<JobStatus> stoppable)
    {
        var errors = new List<InputError>();
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw new ProblemException(Problem.BadRequest("The body must be an object with 'filter' and 'reason'."));
        }

        foreach (var member in body.EnumerateObject().Where(member => member.Name is not ("filter" or "reason" or "dryRun" or "nextToken")))
        {
            errors.Add(new InputError(JsonPointer.Append("", member.Name), $"'{member.Name}' is not a field here; known are filter, reason, dryRun, nextToken."));
        }

        if (RequestRules.Text(body, "reason") is not { Length: > 0 and <= MostReason })
        {
            errors.Add(new InputError("/reason", $"'reason' must be a text of 1 to {MostReason} characters."));
        }

        var isDryRun = body.TryGetProperty("dryRun", out var dry) && dry.ValueKind == JsonValueKind.True;
        if (dry.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.True or JsonValueKind.False))
        {
            errors.Add(new InputError("/dryRun", "must be true or false."));
        }

        var filter = ReadFilter(body, stoppable, errors);

        return errors.Count == 0
            ? new BulkStop(filter, RequestRules.Text(body, "reason") ?? "", isDryRun)
            : throw new ProblemException(Problem.BadRequest("The filter or the reason is wrong.", errors));
    }

    private static JobQuery ReadFilter(JsonElement body, IReadOnlyList<JobStatus> stoppable, List<InputError> errors)
    {
        var texts = new Dictionary<string, string>();
        if (!body.TryGetProperty("filter", out var filter) || filter.ValueKind != JsonValueKind.Object || !filter.EnumerateObject().Any())
        {
            errors.Add(new InputError("/filter", $"must be an object with at least one of {string.Join(", ", Known)}: nothing stops every job by accident."));
        }
        else
        {
            foreach (var member in filter.EnumerateObject())
            {
                if (!Known.Contains(member.Name))
                {
                    errors.Add(new InputError(JsonPointer.Append("/filter", member.Name), $"'{member.Name}' is not a filter; known are {string.Join(", ", Known)}."));
                }
                else if (member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                {
                    texts[member.Name] = member.Value.ToString();
                }
                else
                {
                    errors.Add(new InputError(JsonPointer.Append("/filter", member.Name), "must be a string or a number."));
                }
            }
        }

        if (RequestRules.Text(body, "nextToken") is { } token)
        {
            texts["nextToken"] = token;
        }

        var query = JobQueryReader.Read(texts, "/filter/", errors);
        foreach (var status in query.Statuses.Where(status => !stoppable.Contains(status)))
        {
            errors.Add(new InputError("/filter/status", $"a job that is {status.Name} is not stopped by this; use {string.Join(", ", stoppable.Select(known => known.Name))}."));
        }

        return query with { Statuses = query.Statuses.Count == 0 ? stoppable : query.Statuses, Limit = JobQueryReader.MostLimit };
    }
}
