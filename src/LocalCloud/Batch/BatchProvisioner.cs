using System.Text;
using System.Text.Json;
using LocalBatch;
using LocalCloud.State;
using LocalCloud.Template;

namespace LocalCloud.Batch;

/// <summary>
/// Makes the template's Batch resources through LocalBatch's API. What has not changed since the last start is left
/// alone, a changed job definition becomes a new revision, and nothing is ever deleted.
/// </summary>
internal sealed class BatchProvisioner
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly BatchEngine _engine;
    private readonly StateDatabase _database;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, string> _remembered;

    /// <summary>Reads what earlier starts made; before the database's first write.</summary>
    public BatchProvisioner(BatchEngine engine, StateDatabase database, IReadOnlyDictionary<string, string> remembered, TimeProvider time)
    {
        _engine = engine;
        _database = database;
        _time = time;
        _remembered = new(remembered, StringComparer.Ordinal);
    }

    /// <summary>Requests by resource, as earlier starts wrote them down. For the start only.</summary>
    public static IReadOnlyDictionary<string, string> Remembered(StateDatabase database)
    {
        database.Define("CREATE TABLE IF NOT EXISTS batch_resources (resource TEXT PRIMARY KEY, request TEXT NOT NULL)");
        return database.Read("SELECT resource, request FROM batch_resources", row => (row.GetString(0), row.GetString(1)))
            .ToDictionary(row => row.Item1, row => row.Item2, StringComparer.Ordinal);
    }

    /// <exception cref="StartException">LocalBatch refuses a resource; the message names it and its line.</exception>
    public async Task EnsureAsync(BatchResource resource, CancellationToken cancellation)
    {
        var key = $"{resource.Kind}/{resource.Name}";
        var found = await FindAsync(resource, cancellation);
        switch (BatchSteps.Decide(resource.Kind, found is not null, _remembered.GetValueOrDefault(key), resource.RequestJson))
        {
            case BatchStep.Create:
                await CallAsync(resource, BatchRequests.CreatePath(resource.Kind), resource.RequestJson, cancellation);
                break;
            case BatchStep.Update:
                await CallAsync(resource, BatchRequests.UpdatePath(resource.Kind), BatchRequests.Update(resource), cancellation);
                break;
            case BatchStep.Leave:
                return;
        }

        await SettleAsync(resource, cancellation);
        await _database.WriteAsync(writer => writer.Execute(
            "INSERT INTO batch_resources (resource, request) VALUES ($0, $1) ON CONFLICT (resource) DO UPDATE SET request = $1", key, resource.RequestJson));
    }

    /// <summary>Waits until a compute environment or queue is VALID: what comes next in the template needs it.</summary>
    private async Task SettleAsync(BatchResource resource, CancellationToken cancellation)
    {
        while (await FindAsync(resource, cancellation) is "CREATING" or "UPDATING")
        {
            await Task.Delay(Pause, _time, cancellation);
        }
    }

    /// <summary>The status of the resource, empty where it has none, <c>null</c> where it does not exist.</summary>
    private async Task<string?> FindAsync(BatchResource resource, CancellationToken cancellation)
    {
        var (path, body, member) = BatchRequests.Describe(resource);
        var answer = await CallAsync(resource, path, body, cancellation);
        using var document = JsonDocument.Parse(answer);
        if (!document.RootElement.TryGetProperty(member, out var list))
        {
            return null;
        }

        foreach (var item in list.EnumerateArray())
        {
            var status = item.TryGetProperty("status", out var value) ? value.GetString() ?? "" : "";
            if (status is not ("DELETED" or "DELETING" or "INACTIVE"))
            {
                return status;
            }
        }

        return null;
    }

    private async Task<ReadOnlyMemory<byte>> CallAsync(BatchResource resource, string path, string body, CancellationToken cancellation)
    {
        var answer = await _engine.HandleAsync(new("POST", path, Encoding.UTF8.GetBytes(body)), cancellation);
        return answer.StatusCode == 200
            ? answer.Body
            : throw new StartException(
                $"{resource.LogicalId} (line {resource.Line} of the template) was refused by {path}: {answer.ErrorType}: {Message(answer.Body)}");
    }

    private static string Message(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty("message", out var message) ? message.ToString() : document.RootElement.ToString();
    }
}
