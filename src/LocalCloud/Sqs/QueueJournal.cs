using System.Globalization;
using LocalCloud.Lineages;
using LocalCloud.State;
using Microsoft.Data.Sqlite;

namespace LocalCloud.Sqs;

/// <summary>The rows of queues and messages.</summary>
internal static class QueueJournal
{
    public const string Tables = """
        CREATE TABLE IF NOT EXISTS sqs_queues (
            name TEXT PRIMARY KEY, visibility_ms INTEGER NOT NULL, delay_ms INTEGER NOT NULL, retention_ms INTEGER NOT NULL,
            wait_ms INTEGER NOT NULL, maximum_size INTEGER NOT NULL, dead_letter_arn TEXT, max_receive_count INTEGER,
            created_ms INTEGER NOT NULL, modified_ms INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS sqs_messages (
            sequence INTEGER PRIMARY KEY, queue TEXT NOT NULL, message_id TEXT NOT NULL, body TEXT NOT NULL, attributes TEXT,
            sent_ms INTEGER NOT NULL, visible_ms INTEGER NOT NULL, first_received_ms INTEGER, receive_count INTEGER NOT NULL,
            receipt_handle TEXT, held_locally INTEGER NOT NULL, dead_letter_source TEXT);
        """;

    // Not above: earlier versions have made the table without it.
    public const string LineageColumn = "lineage TEXT NOT NULL DEFAULT ''";

    public static void SaveQueue(StateWriter writer, QueueSettings queue, DateTimeOffset createdAt, DateTimeOffset modifiedAt) => writer.Execute(
        "INSERT OR REPLACE INTO sqs_queues VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9)",
        queue.Name, Milliseconds(queue.VisibilityTimeout), Milliseconds(queue.Delay), Milliseconds(queue.MessageRetentionPeriod),
        Milliseconds(queue.ReceiveMessageWaitTime), queue.MaximumMessageSize, queue.RedrivePolicy?.DeadLetterTargetArn,
        queue.RedrivePolicy?.MaxReceiveCount, createdAt.ToUnixTimeMilliseconds(), modifiedAt.ToUnixTimeMilliseconds());

    public static void RemoveQueue(StateWriter writer, string name)
    {
        writer.Execute("DELETE FROM sqs_queues WHERE name = $0", name);
        Purge(writer, name);
    }

    public static void Purge(StateWriter writer, string queue) => writer.Execute("DELETE FROM sqs_messages WHERE queue = $0", queue);

    /// <summary>Writes the message as it is now; the values are read before this returns.</summary>
    public static Action<StateWriter> Save(string queue, StoredMessage message)
    {
        object?[] values =
        [
            message.Sequence, queue, message.MessageId, message.Body, MessageAttributeJson.Write(message.Attributes),
            message.SentAt.ToUnixTimeMilliseconds(), message.VisibleAt.ToUnixTimeMilliseconds(),
            message.FirstReceivedAt?.ToUnixTimeMilliseconds(), message.ReceiveCount, message.ReceiptHandle,
            message.IsHeldLocally ? 1 : 0, message.DeadLetterSourceArn, message.Lineage.ToString(),
        ];

        return writer => writer.Execute(
            "INSERT OR REPLACE INTO sqs_messages VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)", values);
    }

    /// <summary>Writes only what a receive or a change of visibility changes: the body stays where it is.</summary>
    public static Action<StateWriter> SaveDelivery(StoredMessage message)
    {
        object?[] values =
        [
            message.Sequence, message.VisibleAt.ToUnixTimeMilliseconds(), message.FirstReceivedAt?.ToUnixTimeMilliseconds(),
            message.ReceiveCount, message.ReceiptHandle, message.IsHeldLocally ? 1 : 0,
        ];

        return writer => writer.Execute(
            "UPDATE sqs_messages SET visible_ms = $1, first_received_ms = $2, receive_count = $3, receipt_handle = $4, held_locally = $5 WHERE sequence = $0",
            values);
    }

    public static void Remove(StateWriter writer, long sequence) => writer.Execute("DELETE FROM sqs_messages WHERE sequence = $0", sequence);

    public static List<MessageQueue> ReadQueues(StateDatabase database) => database.Read(
        "SELECT name, visibility_ms, delay_ms, retention_ms, wait_ms, maximum_size, dead_letter_arn, max_receive_count, created_ms, modified_ms FROM sqs_queues",
        row => new MessageQueue(
            new()
            {
                Name = row.GetString(0),
                VisibilityTimeout = TimeSpan.FromMilliseconds(row.GetInt64(1)),
                Delay = TimeSpan.FromMilliseconds(row.GetInt64(2)),
                MessageRetentionPeriod = TimeSpan.FromMilliseconds(row.GetInt64(3)),
                ReceiveMessageWaitTime = TimeSpan.FromMilliseconds(row.GetInt64(4)),
                MaximumMessageSize = row.GetInt32(5),
                RedrivePolicy = row.IsDBNull(6) ? null : new(row.GetString(6), row.GetInt32(7)),
            },
            Time(row.GetInt64(8)))
        {
            ModifiedAt = Time(row.GetInt64(9)),
        });

    public static List<(string Queue, StoredMessage Message)> ReadMessages(StateDatabase database) => database.Read(
        "SELECT sequence, queue, message_id, body, attributes, sent_ms, visible_ms, first_received_ms, receive_count, receipt_handle, held_locally, dead_letter_source, lineage FROM sqs_messages ORDER BY sequence",
        row => (row.GetString(1), new StoredMessage
        {
            Sequence = row.GetInt64(0),
            MessageId = row.GetString(2),
            Body = row.GetString(3),
            Attributes = MessageAttributeJson.Read(TextOf(row, 4)),
            SentAt = Time(row.GetInt64(5)),
            VisibleAt = Time(row.GetInt64(6)),
            FirstReceivedAt = row.IsDBNull(7) ? null : Time(row.GetInt64(7)),
            ReceiveCount = row.GetInt32(8),
            ReceiptHandle = TextOf(row, 9),
            IsHeldLocally = row.GetInt64(10) != 0,
            DeadLetterSourceArn = TextOf(row, 11),
            Lineage = Lineage.Parse(row.GetString(12)),
        }));

    private static string? TextOf(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long Milliseconds(TimeSpan span) => Convert.ToInt64(span.TotalMilliseconds, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
