namespace LocalBatch.Operations;

/// <summary>Values of filters by name.</summary>
internal static class NamePattern
{
    // AWS: names match whatever their case; a trailing * matches what begins so (API_ListConsumableResources).
    public static bool Matches(string pattern, string name) => pattern.EndsWith('*')
        ? name.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
        : name.Equals(pattern, StringComparison.OrdinalIgnoreCase);

    /// <summary>The filters as part of what a page token belongs to.</summary>
    public static string Question(IEnumerable<(string Name, List<string> Values)> filters) =>
        string.Join(';', filters.Select(filter => $"{filter.Name}={string.Join(',', filter.Values)}"));
}
