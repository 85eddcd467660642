using System.Text;
using Amazon.DynamoDBv2.Model;

namespace Bench.Meter;

/// <summary>
/// What DynamoDB charges for writing an item. AWS: a write unit for each kilobyte, of the larger of the item before and after; in an
/// index one for an entry that comes, goes or changes, and two where its key changes (developer guide, read and write units; global
/// secondary indexes, write considerations).
/// </summary>
internal static class WriteUnits
{
    private const int Kilobyte = 1024;

    public static int OfTable(IReadOnlyDictionary<string, AttributeValue> before, IReadOnlyDictionary<string, AttributeValue> after) =>
        Of(Math.Max(Bytes(before), Bytes(after)));

    public static int OfIndex(
        GlobalSecondaryIndexDescription index, IReadOnlyDictionary<string, AttributeValue> before, IReadOnlyDictionary<string, AttributeValue> after)
    {
        var (old, next) = (Entry(index, before), Entry(index, after));

        return (old, next) switch
        {
            (null, null) => 0,
            ({ } gone, null) => Of(Bytes(gone)),
            (null, { } come) => Of(Bytes(come)),
            ({ } one, { } other) when index.KeySchema.Exists(key => !Same(one[key.AttributeName], other[key.AttributeName])) => Of(Bytes(one)) + Of(Bytes(other)),
            ({ } one, { } other) => one.Count == other.Count && one.All(attribute => other.TryGetValue(attribute.Key, out var value) && Same(attribute.Value, value))
                ? 0
                : Of(Math.Max(Bytes(one), Bytes(other))),
        };
    }

    /// <summary>AWS: names and values in UTF-8, numbers about a byte for two digits and one more, three for a list or map and one an element (developer guide, item sizes).</summary>
    public static int Bytes(IReadOnlyDictionary<string, AttributeValue> item) =>
        item.Sum(attribute => Encoding.UTF8.GetByteCount(attribute.Key) + Bytes(attribute.Value));

    private static int Of(int bytes) => Math.Max(1, (bytes + Kilobyte - 1) / Kilobyte);

    private static Dictionary<string, AttributeValue>? Entry(GlobalSecondaryIndexDescription index, IReadOnlyDictionary<string, AttributeValue> item)
    {
        if (!index.KeySchema.TrueForAll(key => item.ContainsKey(key.AttributeName)))
        {
            return null;
        }

        HashSet<string> names = ["PK", "SK", .. index.KeySchema.Select(key => key.AttributeName), .. index.Projection.NonKeyAttributes ?? []];

        return item.Where(attribute => names.Contains(attribute.Key)).ToDictionary();
    }

    private static int Bytes(AttributeValue value) => value switch
    {
        { S: { } text } => Encoding.UTF8.GetByteCount(text),
        { N: { } number } => (number.Length / 2) + 1,
        { B: { } bytes } => (int)bytes.Length,
        { M: { Count: > 0 } map } => 3 + map.Count + Bytes(map),
        { L: { Count: > 0 } list } => 3 + list.Count + list.Sum(Bytes),
        { BOOL: not null } => 1,
        _ => 3,
    };

    private static bool Same(AttributeValue one, AttributeValue other) => (one.S, one.N, one.BOOL) == (other.S, other.N, other.BOOL);
}
