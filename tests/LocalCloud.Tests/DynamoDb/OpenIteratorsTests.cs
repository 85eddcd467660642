using System.Diagnostics;
using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using LocalCloud.DynamoDb;

namespace LocalCloud.Tests.DynamoDb;

/// <summary>The local DynamoDB closes every iterator that it reads with: an open one keeps all that is deleted after it.</summary>
public sealed class OpenIteratorsTests : IAsyncLifetime
{
    private const int Rows = 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("localcloud-").FullName;
    private Process? _node;
    private AmazonDynamoDBClient? _client;

    private static Dictionary<string, AttributeValue> One => new() { [":one"] = new("1") };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Process Node => _node ?? throw new InvalidOperationException("Not started.");

    private AmazonDynamoDBClient Client => _client ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        var dynalite = Path.Combine(AppContext.BaseDirectory, "dynalite", "start.js");
        var count = Path.Combine(AppContext.BaseDirectory, "DynamoDb", "count-iterators.js");
        var socket = Path.Combine(_folder, "s");
        ProcessStartInfo start = new("node", [count, dynalite, Path.Combine(_folder, "data"), socket, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        _node = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        Assert.Equal("listening", await _node.StandardOutput.ReadLineAsync(Cancellation));
        _client = new(new BasicAWSCredentials("id", "secret"), new AmazonDynamoDBConfig
        {
            ServiceURL = "http://dynamodb/",
            AuthenticationRegion = "us-east-1",
            HttpClientFactory = new OverSocket(DynamoDbAddress.Of(socket)),
        });
        await CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        Node.StandardInput.Close();
        await Node.WaitForExitAsync(CancellationToken.None);
        Node.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task No_call_leaves_one_open()
    {
        var calls = new (string Name, Func<Task> Call)[]
        {
            ("GetItem", () => Client.GetItemAsync("jobs", Key(1), Cancellation)),
            ("BatchGetItem", () => Client.BatchGetItemAsync(new BatchGetItemRequest { RequestItems = new() { ["jobs"] = new() { Keys = [Key(1), Key(2)] } } }, Cancellation)),
            ("UpdateItem", () => Client.UpdateItemAsync(new() { TableName = "jobs", Key = Key(1), UpdateExpression = "SET seen = :one", ExpressionAttributeValues = One }, Cancellation)),
            ("DeleteItem", () => Client.DeleteItemAsync("jobs", Key(3), Cancellation)),
            ("Query to its end", () => QueryAsync(_ => { })),
            ("Query of one row", () => QueryAsync(query => query.Limit = 1)),
            ("Query backwards", () => QueryAsync(query => (query.ScanIndexForward, query.Limit) = (false, 2))),
            ("Query that finds nothing", () => QueryAsync(query => query.ExpressionAttributeValues = new() { [":one"] = new("nobody") })),
            ("Query with a filter", () => QueryAsync(query => (query.FilterExpression, query.Limit) = ("attribute_exists(seen)", 5))),
            ("Query of an index", () => QueryAsync(query => (query.IndexName, query.Limit) = ("byQueue", 1))),
            ("Query of a page after the first", async () =>
            {
                var first = await Client.QueryAsync(Query(query => query.Limit = 3), Cancellation);
                await QueryAsync(query => (query.Limit, query.ExclusiveStartKey) = (3, first.LastEvaluatedKey));
            }),
            ("Query that is refused", () => Assert.ThrowsAsync<AmazonDynamoDBException>(() => QueryAsync(query => query.KeyConditionExpression = "nothing = :one"))),
            ("Scan of one row", () => Client.ScanAsync(new ScanRequest { TableName = "jobs", Limit = 1 }, Cancellation)),
            ("Scan to its end", () => Client.ScanAsync(new ScanRequest { TableName = "jobs" }, Cancellation)),
            ("ListTables", () => Client.ListTablesAsync(new ListTablesRequest { Limit = 1 }, Cancellation)),
            ("ListTagsOfResource", async () => await Client.ListTagsOfResourceAsync(new() { ResourceArn = (await Client.DescribeTableAsync("jobs", Cancellation)).Table.TableArn }, Cancellation)),
            ("DeleteTable", () => Client.DeleteTableAsync("jobs", Cancellation)),
        };
        var left = new List<string>();
        foreach (var (name, call) in calls)
        {
            await call();
            var said = await CountAsync();
            if (!said.StartsWith("0 of ", StringComparison.Ordinal))
            {
                left.Add($"{name}: {said}");
            }
        }

        Assert.Empty(left);
        Assert.NotEqual("0 of 0 iterators are open", await CountAsync());
    }

    private static Dictionary<string, AttributeValue> Key(int row) =>
        new() { ["pk"] = new("1"), ["sk"] = new(row.ToString("D4", CultureInfo.InvariantCulture)) };

    private static QueryRequest Query(Action<QueryRequest> change)
    {
        QueryRequest query = new() { TableName = "jobs", KeyConditionExpression = "pk = :one", ExpressionAttributeValues = One };
        change(query);

        return query;
    }

    private async Task<string> CountAsync()
    {
        using var kill = Process.Start("kill", ["-s", "USR2", Node.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Cancellation);

        return await Node.StandardOutput.ReadLineAsync(Cancellation) ?? "It has ended.";
    }

    private Task<QueryResponse> QueryAsync(Action<QueryRequest> change) => Client.QueryAsync(Query(change), Cancellation);

    private async Task CreateAsync()
    {
        await Client.CreateTableAsync(
            new()
            {
                TableName = "jobs",
                BillingMode = BillingMode.PAY_PER_REQUEST,
                AttributeDefinitions = [new("pk", ScalarAttributeType.S), new("sk", ScalarAttributeType.S)],
                KeySchema = [new("pk", KeyType.HASH), new("sk", KeyType.RANGE)],
                GlobalSecondaryIndexes =
                [
                    new() { IndexName = "byQueue", KeySchema = [new("pk", KeyType.HASH), new("sk", KeyType.RANGE)], Projection = new() { ProjectionType = ProjectionType.ALL } },
                ],
            },
            Cancellation);
        for (var row = 0; row < Rows; row++)
        {
            await Client.PutItemAsync("jobs", Key(row), Cancellation);
        }
    }

    private sealed class OverSocket(DynamoDbAddress address) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(address.CreateHandler());

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
