namespace AWSSDK.ServiceRuntime.Server;

/// <summary>The values in a request's path and query, decoded.</summary>
internal sealed class UriValues
{
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, string>> _query = [];

    public void AddLabel(string name, string value) => _labels[name] = value;

    /// <summary>A part of the path; <c>null</c> if it is empty.</summary>
    public string? Label(string name) => _labels.GetValueOrDefault(name);

    /// <summary>Every value of a query parameter in the order given; <c>null</c> if there is none.</summary>
    public List<string>? Query(string name)
    {
        var values = _query.Where(pair => pair.Key == name).Select(pair => pair.Value).ToList();

        return values.Count == 0 ? null : values;
    }

    /// <summary>The last value of a query parameter; <c>null</c> if there is none.</summary>
    public string? LastQuery(string name) => Query(name)?[^1];

    public void AddQuery(ReadOnlySpan<char> query)
    {
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            var equals = pair.IndexOf('=');
            _query.Add(equals < 0
                ? new(Decode(pair), "")
                : new(Decode(pair[..equals]), Decode(pair[(equals + 1)..])));
        }
    }

    public static string Decode(ReadOnlySpan<char> text) => Uri.UnescapeDataString(text.ToString().Replace('+', ' '));
}
