using System.Text.Json;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>What the body of a bulk route says beside its filter: why, and whether the jobs are only to be counted.</summary>
internal sealed record BulkStop(string Reason, bool IsDryRun)
{
    /// <summary>Where the filter stands in the body.</summary>
    public const string Place = "/filter/";

    /// <summary>Jobs that one call stops; the token goes on with the rest.</summary>
    public const int MostJobs = 500;

    private const int MostReason = 1024;

    /// <param name="known">The members that a filter may have.</param>
    /// <param name="filter">Reads the filter, and names what is wrong with it.</param>
    /// <exception cref="ProblemException">Names every wrong field.</exception>
    public static (BulkStop Bulk, T Query) Read<T>(JsonElement body, IReadOnlyList<string> known, Func<IDictionary<string, string>, List<InputError>, T> filter)
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

        var texts = Texts(body, known, errors);
        var query = filter(texts, errors);

        return errors.Count == 0
            ? (new BulkStop(RequestRules.Text(body, "reason") ?? "", isDryRun), query)
            : throw new ProblemException(Problem.BadRequest("The filter or the reason is wrong.", errors));
    }

    private static Dictionary<string, string> Texts(JsonElement body, IReadOnlyList<string> known, List<InputError> errors)
    {
        var texts = new Dictionary<string, string>();
        if (!body.TryGetProperty("filter", out var filter) || filter.ValueKind != JsonValueKind.Object || !filter.EnumerateObject().Any())
        {
            errors.Add(new InputError("/filter", $"must be an object with at least one of {string.Join(", ", known)}: nothing stops every job by accident."));
        }
        else
        {
            foreach (var member in filter.EnumerateObject())
            {
                if (!known.Contains(member.Name))
                {
                    errors.Add(new InputError(JsonPointer.Append("/filter", member.Name), $"'{member.Name}' is not a filter; known are {string.Join(", ", known)}."));
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

        return texts;
    }
}
