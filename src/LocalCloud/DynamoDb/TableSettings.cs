using System.Collections.Concurrent;
using System.Text.Json;
using LocalCloud.Gateway;
using LocalCloud.State;

namespace LocalCloud.DynamoDb;

/// <summary>Time to live and point-in-time recovery of tables: dynalite has neither.</summary>
// Differs: the settings are kept and shown; items past their time stay, and there is no backup to recover from.
internal sealed class TableSettings
{
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS dynamodb_settings (table_name TEXT, name TEXT, value TEXT NOT NULL, changed_ms INTEGER NOT NULL, PRIMARY KEY (table_name, name)) WITHOUT ROWID;
        """;

    private readonly AwsAccount _account;
    private readonly StateDatabase _database;
    private readonly TimeProvider _time;

    // Requests come on many threads, and each touches one entry.
    private readonly ConcurrentDictionary<(string Table, string Name), (string Value, DateTimeOffset ChangedAt)> _values = new();

    public TableSettings(AwsAccount account, StateDatabase database, TimeProvider time)
    {
        (_account, _database, _time) = (account, database, time);
        database.Define(Tables);
        foreach (var (table, name, value, at) in database.Read(
            "SELECT table_name, name, value, changed_ms FROM dynamodb_settings", row => (row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3))))
        {
            _values[(table, name)] = (value, DateTimeOffset.FromUnixTimeMilliseconds(at));
        }
    }

    /// <summary>How an operation on such a setting is answered; <c>null</c> for all other operations.</summary>
    /// <exception cref="AwsException">The request is not well formed.</exception>
    public TableSetting? Find(string operation, byte[] body) => operation switch
    {
        "UpdateTimeToLive" => UpdateTimeToLive(JsonMembers.Parse(body)),
        "DescribeTimeToLive" => DescribeTimeToLive(JsonMembers.Parse(body)),
        "UpdateContinuousBackups" => UpdateContinuousBackups(JsonMembers.Parse(body)),
        "DescribeContinuousBackups" => DescribeContinuousBackups(JsonMembers.Parse(body)),
        _ => null,
    };

    private TableSetting UpdateTimeToLive(JsonMembers body)
    {
        var table = TableOf(body);
        var specification = body.Object("TimeToLiveSpecification") ?? throw body.Missing("TimeToLiveSpecification");
        var (attribute, enabled) = (specification.RequiredText("AttributeName"), specification.Flag("Enabled") ?? throw specification.Missing("Enabled"));
        specification.RefuseOthers();
        body.RefuseOthers();

        return new(table, () => SaveAsync(table, "ttl", enabled ? attribute : ""), json =>
        {
            json.WriteStartObject("TimeToLiveSpecification");
            json.WriteString("AttributeName", attribute);
            json.WriteBoolean("Enabled", enabled);
            json.WriteEndObject();
        });
    }

    private TableSetting DescribeTimeToLive(JsonMembers body)
    {
        var table = TableOf(body);
        body.RefuseOthers();

        return new(table, () => Task.CompletedTask, json =>
        {
            var attribute = _values.TryGetValue((table, "ttl"), out var setting) ? setting.Value : "";
            json.WriteStartObject("TimeToLiveDescription");
            json.WriteString("TimeToLiveStatus", attribute.Length > 0 ? "ENABLED" : "DISABLED");
            if (attribute.Length > 0)
            {
                json.WriteString("AttributeName", attribute);
            }

            json.WriteEndObject();
        });
    }

    private TableSetting UpdateContinuousBackups(JsonMembers body)
    {
        var table = TableOf(body);
        var specification = body.Object("PointInTimeRecoverySpecification") ?? throw body.Missing("PointInTimeRecoverySpecification");
        var enabled = specification.Flag("PointInTimeRecoveryEnabled") ?? throw specification.Missing("PointInTimeRecoveryEnabled");
        _ = specification.Number("RecoveryPeriodInDays");
        specification.RefuseOthers();
        body.RefuseOthers();

        return new(table, () => SaveAsync(table, "pitr", enabled ? "ENABLED" : "DISABLED"), json => WriteBackups(json, table));
    }

    private TableSetting DescribeContinuousBackups(JsonMembers body)
    {
        var table = TableOf(body);
        body.RefuseOthers();

        return new(table, () => Task.CompletedTask, json => WriteBackups(json, table));
    }

    private void WriteBackups(Utf8JsonWriter json, string table)
    {
        var isKnown = _values.TryGetValue((table, "pitr"), out var setting);
        json.WriteStartObject("ContinuousBackupsDescription");
        json.WriteString("ContinuousBackupsStatus", "ENABLED");
        json.WriteStartObject("PointInTimeRecoveryDescription");
        json.WriteString("PointInTimeRecoveryStatus", isKnown ? setting.Value : "DISABLED");
        if (isKnown && setting.Value == "ENABLED")
        {
            json.WriteNumber("EarliestRestorableDateTime", setting.ChangedAt.ToUnixTimeSeconds());
            json.WriteNumber("LatestRestorableDateTime", _time.GetUtcNow().ToUnixTimeSeconds());
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private async Task SaveAsync(string table, string name, string value)
    {
        var now = _time.GetUtcNow();
        await _database.WriteAsync(writer => writer.Execute(
            "INSERT OR REPLACE INTO dynamodb_settings VALUES ($0, $1, $2, $3)", table, name, value, now.ToUnixTimeMilliseconds()));
        _values[(table, name)] = (value, now);
    }

    // A table may be named by its ARN.
    private string TableOf(JsonMembers body)
    {
        var name = body.RequiredText("TableName");
        var prefix = _account.Arn("dynamodb", "table/");

        return name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
    }
}

/// <summary>One operation on a table's setting: what it keeps, then what it answers.</summary>
internal sealed record TableSetting(string TableName, Func<Task> SaveAsync, Action<Utf8JsonWriter> Write);
