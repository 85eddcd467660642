using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace Attack.Tests;

/// <summary>A stack that has run a job, so that functions wait for events, in a folder that nothing but itself protects.</summary>
public sealed class AttackedStack : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("attacked-").FullName;
    private LocalCloudProcess? _stack;

    internal LocalCloudProcess Stack => _stack ?? throw new InvalidOperationException("The stack has not been started.");

    internal string State => Path.Combine(_root, "state");

    internal HttpClient Http { get; } = new();

    internal Api Api => new(Stack, Http);

    /// <summary>Every port on which the stack or a child of it listens.</summary>
    internal IReadOnlyList<int> Ports => SocketTable.PortsOf(ProcessTree.Of(Stack.Id));

    public async ValueTask InitializeAsync()
    {
        File.SetUnixFileMode(_root, (UnixFileMode)0b111_101_101);
        _stack = await LocalCloudProcess.Start(State).ReadyAsync();
        var jobId = await Api.SubmitAsync("""{"jobName":"honest","jobQueue":"default","jobDefinition":"hello"}""");
        await Api.EndAsync(jobId);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_stack is { } stack)
        {
            await stack.StopAsync();
            await stack.DisposeAsync();
        }

        Directory.Delete(_root, recursive: true);
    }

    /// <summary>Keys of all items in the table, of jobs and of everything else.</summary>
    internal async Task<IReadOnlyList<string>> RecordsAsync()
    {
        using AmazonDynamoDBClient client = new(
            new BasicAWSCredentials(Stack.AccessKey, Stack.SecretKey), new AmazonDynamoDBConfig { ServiceURL = Stack.Endpoint.ToString(), AuthenticationRegion = "us-east-1" });
        var table = Assert.Single((await client.ListTablesAsync(TestContext.Current.CancellationToken)).TableNames);
        var page = await client.ScanAsync(new() { TableName = table, ConsistentRead = true }, TestContext.Current.CancellationToken);

        return [.. page.Items.Select(item => $"{item["PK"].S} {item["SK"].S}").Order(StringComparer.Ordinal)];
    }
}
