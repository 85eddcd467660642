using System.IO.Compression;
using System.Text;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;

namespace BatchFunctions.DynamoDb;

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
