using System.Globalization;
using System.IO.Compression;
using System.Text;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;

namespace BatchFunctions.DynamoDb;

/// <summary>
/// The lines of a job's history in its item: one attribute a line, named by its rank, so that one conditional write puts a line
/// into its place once, in whatever order the news come; a job has at most seven for each of ten attempts. A rank tells attempt
/// and status, so that most lines are a time alone: with its history, a record stays below a kilobyte.
/// </summary>
internal static class HistoryItems
{
    private const string Prefix = "h";

    /// <summary>Records of earlier versions hold each line as a map.</summary>
    private const string OldPrefix = "history#";

    private const char Separator = '|';

    /// <summary>The attribute that holds the line with this rank.</summary>
    public static string Key(int rank) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{rank:D7}");

    public static AttributeValue Line(JobTransition line) => line is { Reason: null, Status.IsTerminal: false }
        ? Attribute.Time(line.At)
        : Attribute.Text(string.Create(
            CultureInfo.InvariantCulture, $"{line.At.ToUnixTimeMilliseconds()}{Separator}{line.Attempt}{Separator}{line.Status.Name}{Separator}{line.Reason}"));

    public static IReadOnlyList<JobTransition> Read(Dictionary<string, AttributeValue> item) =>
    [
        .. item
            .Select(attribute => (Rank: Rank(attribute.Key), attribute.Value))
            .Where(line => line.Rank is not null)
            .OrderBy(line => line.Rank)
            .DistinctBy(line => line.Rank)
            .Select(line => Transition(line.Rank ?? 0, line.Value)),
    ];

    public static bool Has(Dictionary<string, AttributeValue> item, int rank) => item.Keys.Any(name => Rank(name) == rank);

    private static int? Rank(string name) =>
        name.StartsWith(OldPrefix, StringComparison.Ordinal) ? Number(name.AsSpan(OldPrefix.Length))
        : name.StartsWith(Prefix, StringComparison.Ordinal) ? Number(name.AsSpan(Prefix.Length))
        : null;

    private static int? Number(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var rank) ? rank : null;

    private static JobTransition Transition(int rank, AttributeValue value)
    {
        if (value.M is { Count: > 0 } map)
        {
            return new(map.IntOf("attempt") ?? 1, Status(map.Required("status")), map.RequiredTime("at"), map.TextOf("reason"));
        }

        if (value.N is { } at)
        {
            var (attempt, status) = StatusRank.Read(rank);

            return new(attempt, status, Time(at), null);
        }

        var parts = (value.S ?? "").Split(Separator, 4);

        return parts.Length == 4
            ? new(int.Parse(parts[1], CultureInfo.InvariantCulture), Status(parts[2]), Time(parts[0]), parts[3].Length > 0 ? parts[3] : null)
            : throw new InvalidDataException($"A line of a history is '{value.S}'.");
    }

    private static JobStatus Status(string name) => JobStatusNames.Parse(name) ?? throw new InvalidDataException($"A line of a history has the status '{name}'.");

    private static DateTimeOffset Time(string milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));
}

/// <summary>
/// The request in an intent's item: there it lives once, and a job's record points to it by its token. It is packed, since
/// every write of an item is paid by the kilobytes of all of it.
/// </summary>
internal sealed class RequestItems(Table table)
{
    public const string Sort = "INTENT";

    private const string PartitionPrefix = "INTENT#";

    private const string Plain = "request";

    private const string Packed = "packed";

    /// <summary>A request is 30 KiB at most, and small texts gain most by the best packing; it takes about a millisecond.</summary>
    private const int Quality = 9;

    private const int Window = 16;

    public static string Partition(string token) => PartitionPrefix + token;

    public static string Token(Dictionary<string, AttributeValue> item) => item.Required(Table.PartitionKey)[PartitionPrefix.Length..];

    public static void Write(Dictionary<string, AttributeValue> item, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        if (BrotliEncoder.TryCompress(bytes, packed, out var length, Quality, Window) && length < bytes.Length)
        {
            item[Packed] = new AttributeValue { B = new MemoryStream(packed, 0, length) };
        }
        else
        {
            item[Plain] = Attribute.Text(body);
        }
    }

    /// <exception cref="InvalidDataException">There is none, or it cannot be unpacked.</exception>
    public static string Body(Dictionary<string, AttributeValue> item) =>
        item.GetValueOrDefault(Packed)?.B is { } packed ? Unpack(packed.ToArray()) : item.Required(Plain);

    /// <summary>The record with the request of its intent, unless that has become another job: a tag says what its writer likes.</summary>
    public async Task<JobRecord> AddAsync(JobRecord record, CancellationToken cancellation) =>
        record is { Request: null, Token: { } token }
        && await table.GetAsync(Partition(token), Sort, cancellation) is { } item
        && (item.TextOf("jobId") ?? record.JobId) == record.JobId
            ? record with { Request = Body(item), OnFailure = item.TextOf("onFailure") }
            : record;

    private static string Unpack(byte[] packed)
    {
        using var stream = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var reader = new StreamReader(stream, Encoding.UTF8);

        return reader.ReadToEnd();
    }
}
