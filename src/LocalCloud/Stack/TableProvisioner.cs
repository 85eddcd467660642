using System.Net;
using System.Text;
using System.Text.Json;
using LocalCloud.Template;

namespace LocalCloud.Stack;

/// <summary>Makes the template's tables in the local DynamoDB, through its API as CloudFormation would.</summary>
internal sealed class TableProvisioner(LocalClient client, TimeProvider time)
{
    private const string Api = "DynamoDB_20120810.";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <exception cref="StartException">DynamoDB refused, or a table of an earlier start is not as the template wants it now.</exception>
    public async Task EnsureAsync(TableResource table, CancellationToken cancellation)
    {
        if (await FindAsync(table, cancellation) is { } found)
        {
            Compare(table, found);
        }
        else
        {
            await CallAsync(table, "CreateTable", table.CreateTableJson, cancellation);
        }

        while (await FindAsync(table, cancellation) is not { } one || one.GetProperty("TableStatus").GetString() != "ACTIVE")
        {
            await Task.Delay(Pause, time, cancellation);
        }

        if (table.TimeToLiveAttribute is { } attribute && !await HasTimeToLiveAsync(table, cancellation))
        {
            await CallAsync(
                table,
                "UpdateTimeToLive",
                $$$"""{"TableName":"{{{table.Name}}}","TimeToLiveSpecification":{"AttributeName":"{{{attribute}}}","Enabled":true}}""",
                cancellation);
        }
    }

    /// <summary>The table as DescribeTable shows it; <c>null</c> where there is none.</summary>
    private async Task<JsonElement?> FindAsync(TableResource table, CancellationToken cancellation)
    {
        using var response = await client.CallAsync("dynamodb", Api + "DescribeTable", Named(table), cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        if (response.StatusCode == HttpStatusCode.BadRequest && text.Contains("ResourceNotFoundException", StringComparison.Ordinal))
        {
            return null;
        }

        Check(table, "DescribeTable", response, text);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("Table").Clone();
    }

    // CloudFormation would change or replace the table; here somebody's records are in it.
    private static void Compare(TableResource table, JsonElement found)
    {
        using var wanted = JsonDocument.Parse(table.CreateTableJson);
        if (TableShape.Differences(wanted.RootElement, found) is { Count: > 0 } differences)
        {
            throw new StartException(
                $"The table {table.Name} that is there is not as {table.LogicalId} of the template wants it: {string.Join("; ", differences)}. "
                + "Start with an empty folder, --state DIR, or go back to the earlier template.");
        }
    }

    private async Task<bool> HasTimeToLiveAsync(TableResource table, CancellationToken cancellation)
    {
        using var response = await client.CallAsync("dynamodb", Api + "DescribeTimeToLive", Named(table), cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        return response.IsSuccessStatusCode && text.Contains("\"ENABLED\"", StringComparison.Ordinal);
    }

    private async Task CallAsync(TableResource table, string operation, string json, CancellationToken cancellation)
    {
        using var response = await client.CallAsync("dynamodb", Api + operation, Encoding.UTF8.GetBytes(json), cancellation);
        Check(table, operation, response, await response.Content.ReadAsStringAsync(cancellation));
    }

    private static byte[] Named(TableResource table) => Encoding.UTF8.GetBytes($$$"""{"TableName":"{{{table.Name}}}"}""");

    private static void Check(TableResource table, string operation, HttpResponseMessage response, string text)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new StartException($"The table {table.LogicalId} could not be made: {operation} answered {(int)response.StatusCode} {text}");
        }
    }
}
