using System.Text;
using System.Text.Json;
using LocalCloud.Lineages;
using LocalCloud.State;

namespace LocalCloud.Deliveries;

/// <summary>The rows of waiting deliveries.</summary>
internal static class OutboxJournal
{
    public const string Tables = """
        CREATE TABLE IF NOT EXISTS deliveries (
            id TEXT PRIMARY KEY, target_arn TEXT NOT NULL, source_arn TEXT NOT NULL, body BLOB NOT NULL, retries INTEGER NOT NULL,
            age_ms INTEGER NOT NULL, delay_ms INTEGER NOT NULL, dead_letter_arn TEXT, accepted_ms INTEGER NOT NULL, next_ms INTEGER NOT NULL,
            failed_tries INTEGER NOT NULL, attributes TEXT NOT NULL) WITHOUT ROWID;
        """;

    // Not above: earlier versions have made the table without it.
    public const string LineageColumn = "lineage TEXT NOT NULL DEFAULT ''";

    public const string CallColumn = "call TEXT NOT NULL DEFAULT ''";

    public static void Save(StateWriter writer, OutboxEntry entry) => writer.Execute(
        "INSERT OR REPLACE INTO deliveries (id, target_arn, source_arn, body, retries, age_ms, delay_ms, dead_letter_arn, accepted_ms, next_ms, failed_tries, attributes, lineage, call) "
        + "VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        entry.Id, entry.TargetArn, entry.SourceArn, entry.Body.ToArray(), entry.Policy.MaximumRetryAttempts,
        (long)entry.Policy.MaximumEventAge.TotalMilliseconds, (long)entry.Policy.FirstRetryDelay.TotalMilliseconds, entry.Policy.DeadLetterArn,
        entry.AcceptedAt.ToUnixTimeMilliseconds(), entry.NextTryAt.ToUnixTimeMilliseconds(), entry.FailedTries, Write(entry.MessageAttributes),
        entry.Lineage.ToString(), entry.Call.ToString());

    public static void Remove(StateWriter writer, string id) => writer.Execute("DELETE FROM deliveries WHERE id = $0", id);

    public static List<OutboxEntry> Read(StateDatabase database) => database.Read(
        "SELECT id, target_arn, source_arn, body, retries, age_ms, delay_ms, dead_letter_arn, accepted_ms, next_ms, failed_tries, attributes, lineage, call FROM deliveries ORDER BY accepted_ms, id",
        row => new OutboxEntry
        {
            Id = row.GetString(0),
            TargetArn = row.GetString(1),
            SourceArn = row.GetString(2),
            Body = row.GetFieldValue<byte[]>(3),
            Policy = new(row.GetInt32(4), TimeSpan.FromMilliseconds(row.GetInt64(5)), row.IsDBNull(7) ? null : row.GetString(7))
            {
                FirstRetryDelay = TimeSpan.FromMilliseconds(row.GetInt64(6)),
            },
            AcceptedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(8)),
            NextTryAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(9)),
            FailedTries = row.GetInt32(10),
            MessageAttributes = ReadAttributes(row.GetString(11)),
            Lineage = Lineage.Parse(row.GetString(12)),
            Call = TargetCall.Parse(row.GetString(13)),
        });

    private static string Write(IReadOnlyDictionary<string, string> attributes)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in attributes)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static Dictionary<string, string> ReadAttributes(string text)
    {
        using var document = JsonDocument.Parse(text);

        return document.RootElement.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString() ?? "", StringComparer.Ordinal);
    }
}
