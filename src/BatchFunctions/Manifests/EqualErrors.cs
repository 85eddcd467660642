using System.Text.RegularExpressions;
using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

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
