using System.Text.Json;
using System.Text.RegularExpressions;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

/// <summary>Tells of what is wrong in <c>defaults</c> there, and once, not with every job that has it from there.</summary>
internal sealed class DefaultErrors(JsonElement? defaults)
{
    private readonly HashSet<InputError> _told = [];

    /// <summary>The errors of a job with its defaults, each at the value that is wrong.</summary>
    public IEnumerable<InputError> Placed(IReadOnlyList<InputError> errors, JsonElement job, string pointer)
    {
        foreach (var error in errors)
        {
            List<string> names = [.. JsonPointer.Names(error.Pointer[pointer.Length..])];
            if (names.Count == 0 || Has(job, names) || defaults is not { } given || !Has(given, names))
            {
                yield return error;
            }
            else if (error with { Pointer = $"/defaults{error.Pointer[pointer.Length..]}" } is var common && _told.Add(common))
            {
                yield return common;
            }
        }
    }

    private static bool Has(JsonElement value, List<string> names) =>
        names.All(name => value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out value));
}

/// <summary>
/// Adds what <c>defaults</c> say that jobs depend on. A job that others wait for so, and whatever that one waits for itself,
/// comes before them all: it takes no names from the defaults, or it would wait for itself. Job ids are for every job.
/// </summary>
internal static class CommonDependencies
{
    public static List<PlannedJob> Add(List<PlannedJob> jobs, IReadOnlyList<Dependency> common, List<InputError> errors)
    {
        if (common.Count == 0)
        {
            return jobs;
        }

        var byName = jobs.ToLookup(job => job.Request.JobName, StringComparer.Ordinal);
        foreach (var (index, name) in common.Select(dependency => dependency.JobName).Index())
        {
            if (name is not null && !byName.Contains(name))
            {
                errors.Add(new InputError($"/defaults/dependsOn/{index}", $"'{name}' is not a job of this manifest.{Closest.Question(name, byName.Select(job => job.Key))}"));
            }
        }

        var known = common.Where(dependency => dependency.JobName is null || byName.Contains(dependency.JobName)).ToList();
        var first = First(byName, known);

        return [.. jobs.Select(job => With(job, known, first, errors))];
    }

    private static HashSet<string> First(ILookup<string, PlannedJob> byName, List<Dependency> common)
    {
        var first = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(common.Select(dependency => dependency.JobName).OfType<string>());
        while (open.TryPop(out var name))
        {
            if (first.Add(name))
            {
                foreach (var other in byName[name].SelectMany(job => job.DependsOn).Select(dependency => dependency.JobName).OfType<string>())
                {
                    open.Push(other);
                }
            }
        }

        return first;
    }

    private static PlannedJob With(PlannedJob job, List<Dependency> common, HashSet<string> first, List<InputError> errors)
    {
        List<Dependency> all =
        [
            .. job.DependsOn,
            .. common.Where(dependency => dependency.JobName is null || !first.Contains(job.Request.JobName))
                .Where(dependency => !job.DependsOn.Any(own => (own.JobName, own.JobId) == (dependency.JobName, dependency.JobId))),
        ];
        if (all.Count > RequestRules.MostDependencies && job.DependsOn.Count <= RequestRules.MostDependencies)
        {
            errors.Add(new InputError(job.Pointer, $"Job cannot have more than {RequestRules.MostDependencies} dependencies; with those of the defaults here are {all.Count}."));
        }

        return job with { Request = job.Request with { DependsOn = all } };
    }
}

/// <summary>Rows that could not be read, in a manifest of one job a row.</summary>
internal sealed class BrokenRows
{
    private readonly HashSet<string> _rows = new(StringComparer.Ordinal);

    public void Add(int index) => _rows.Add(JsonPointer.Append("/jobs", index));

    /// <summary>Whether the pointer names one of them, or who waits for a job that may stand in one of them.</summary>
    public bool Has(string pointer)
    {
        if (_rows.Count == 0)
        {
            return false;
        }

        var parts = pointer.Split('/', 5);

        return parts is [_, "jobs", var row, ..] && (_rows.Contains($"/jobs/{row}") || parts is [_, _, _, "dependsOn", ..]);
    }
}

/// <summary>Makes one error of those that say the same of many jobs: mended once, most often, and read once.</summary>
internal static partial class EqualErrors
{
    /// <summary>Up to so many are as soon read one by one.</summary>
    private const int Few = 3;

    private const int MostRows = 10;

    /// <summary>Each group at the place of its first, with its lines.</summary>
    public static List<InputError> Joined(IReadOnlyList<InputError> errors) =>
        [.. errors.GroupBy(error => (error.Message, Where: JobIndex().Replace(error.Pointer, ""))).SelectMany(group => group.Count() <= Few ? group : Join([.. group])).OrderBy(error => error.Place?.Line ?? 0).ThenBy(error => error.Place?.Column ?? 0)];

    private static IEnumerable<InputError> Join(List<InputError> errors)
    {
        var rows = errors.Select(error => error.Place is { } place ? place.Line : 0).Where(line => line > 0).Distinct().ToList();
        var more = rows.Count > MostRows ? $" and {rows.Count - MostRows} more" : "";

        return rows.Count > 1
            ? [errors[0] with { Message = $"{errors[0].Message} The same {errors.Count} times, in the lines {string.Join(", ", rows.Take(MostRows))}{more}." }]
            : [errors[0] with { Message = $"{errors[0].Message} The same {errors.Count} times." }];
    }

    [GeneratedRegex("^/jobs/[0-9]+")]
    private static partial Regex JobIndex();
}
