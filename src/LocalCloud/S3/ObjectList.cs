namespace LocalCloud.S3;

/// <summary>One page of a list of objects.</summary>
/// <param name="Objects">The objects whose keys have no delimiter behind the prefix.</param>
/// <param name="Prefixes">What the other keys begin with, up to the delimiter.</param>
/// <param name="MaximumKeys">How many of both there may be.</param>
/// <param name="Next">What the next page begins after; <c>null</c> on the last.</param>
internal sealed record ObjectList(IReadOnlyList<StoredObject> Objects, IReadOnlyList<string> Prefixes, int MaximumKeys, string? Next)
{
    public static ObjectList Of(BucketIndex bucket, string prefix, string delimiter, string after, int max)
    {
        var (objects, prefixes) = (new List<StoredObject>(), new List<string>());
        string? last = null;
        foreach (var (key, versions) in bucket.From(KeyOrder.Instance.Compare(after, prefix) > 0 ? after : prefix))
        {
            if (!key.StartsWith(prefix, StringComparison.Ordinal))
            {
                break;
            }

            var common = CommonPrefix(key, prefix, delimiter);
            // A page that ended with a common prefix goes on behind all that it stands for.
            if (versions[0].IsDeleteMarker || KeyOrder.Instance.Compare(common ?? key, after) <= 0 || (common is not null && prefixes.LastOrDefault() == common))
            {
                continue;
            }

            if (objects.Count + prefixes.Count == max)
            {
                // AWS: max-keys=0 gives an empty page that is not truncated.
                return new(objects, prefixes, max, last);
            }

            last = common ?? key;
            if (common is null)
            {
                objects.Add(versions[0]);
            }
            else
            {
                prefixes.Add(common);
            }
        }

        return new(objects, prefixes, max, null);
    }

    private static string? CommonPrefix(string key, string prefix, string delimiter)
    {
        var end = delimiter.Length == 0 ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);

        return end < 0 ? null : key[..(end + delimiter.Length)];
    }
}
