using System.Globalization;
using System.Text;

namespace AWSSDK.ServiceRuntime.Json;

/// <summary>What reading and checking one request found, in the order in which it was found.</summary>
internal sealed class Findings
{
    private readonly List<Finding> _all = [];
    private readonly List<Step> _path = [];
    private int _unknown;

    /// <summary>
    /// How many are kept. Naming the place of one walks the body again, and every list of a body may have a million elements
    /// that are wrong: without a bound, one request would take hours.
    /// </summary>
    public const int Most = 100;

    /// <summary>What was found so far, up to <see cref="Most"/> unknown members and as many others.</summary>
    public IReadOnlyList<Finding> All => _all;

    /// <summary>
    /// Whether one more is kept; if not, its place need not be looked for. Unknown members, which services pass over, must not
    /// keep out what they refuse.
    /// </summary>
    public bool Takes(FindingKind kind) => (kind == FindingKind.UnknownMember ? _unknown : _all.Count - _unknown) < Most;

    public void Note(FindingKind kind, string path, string message)
    {
        if (Takes(kind))
        {
            _all.Add(new(kind, path, message));
            _unknown += kind == FindingKind.UnknownMember ? 1 : 0;
        }
    }

    public void Required(string member, object? value)
    {
        if (value is null)
        {
            Note(FindingKind.Required, PathOf(member), "is required");
        }
    }

    /// <summary>Checks a count of what <paramref name="unit"/> names: characters, elements or entries.</summary>
    public void Length(string? member, int? length, int min, int max, string unit)
    {
        if (length is { } count && (count < min || count > max))
        {
            Note(FindingKind.Length, PathOf(member), Invariant($"must have {Bounds(min, max)} {unit}, not {count}"));
        }
    }

    public void Range(string? member, double? number, double min, double max)
    {
        if (number is { } value && !(value >= min && value <= max))
        {
            Note(FindingKind.Range, PathOf(member), Invariant($"must be {Bounds(min, max)}, not {value}"));
        }
    }

    public void OneOf(string? member, string? value, ReadOnlySpan<string> allowed)
    {
        if (value is not null && !allowed.Contains(value))
        {
            Note(FindingKind.Enum, PathOf(member), $"must be one of {string.Join(", ", allowed)}, not '{value}'");
        }
    }

    public void Structure<T>(string member, T? value, Action<T, Findings> check)
        where T : class
    {
        if (value is not null)
        {
            Enter(member);
            check(value, this);
            Leave();
        }
    }

    public void List<T>(string? member, List<T>? list, Action<T, Findings> check)
    {
        for (var index = 0; index < list?.Count; index++)
        {
            Enter(member, index);
            check(list[index], this);
            Leave();
        }
    }

    public void Map<T>(string? member, Dictionary<string, T>? map, Action<T, Findings> check)
    {
        foreach (var (key, value) in map ?? [])
        {
            Enter(member);
            Enter(key);
            check(value, this);
            Leave();
            Leave();
        }
    }

    public void Keys<T>(string? member, Dictionary<string, T>? map, int min, int max)
    {
        foreach (var (key, _) in map ?? [])
        {
            Enter(member);
            Length(key, key.Length, min, max, "characters in its key");
            Leave();
        }
    }

    private void Enter(string? member, int index = -1) => _path.Add(new(member, index));

    private void Leave() => _path.RemoveAt(_path.Count - 1);

    /// <summary>The path of a member of what is being checked; with <c>null</c>, of that itself.</summary>
    private string PathOf(string? member)
    {
        var path = new StringBuilder();
        foreach (var step in _path)
        {
            if (step.Member is { } name)
            {
                path.Append(path.Length == 0 ? "" : ".").Append(name);
            }

            if (step.Index >= 0)
            {
                path.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
            }
        }

        return member is null ? path.ToString() : path.Append(path.Length == 0 ? "" : ".").Append(member).ToString();
    }

    private static string Bounds(double min, double max) => (min, max) switch
    {
        (_, double.MaxValue or int.MaxValue) => Invariant($"at least {min}"),
        (0 or double.MinValue, _) => Invariant($"at most {max}"),
        _ => Invariant($"{min} to {max}"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Step(string? Member, int Index);
}
