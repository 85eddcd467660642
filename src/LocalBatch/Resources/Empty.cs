using System.Collections.ObjectModel;

namespace LocalBatch.Resources;

/// <summary>Shared empties: a million jobs without parameters need one map.</summary>
internal static class Empty
{
    public static IReadOnlyDictionary<string, string> Map { get; } = ReadOnlyDictionary<string, string>.Empty;
}
