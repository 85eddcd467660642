using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LocalCloud.DynamoDb;
using LocalCloud.Gateway;
using LocalCloud.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCloud.Tests.DynamoDb;

/// <summary>dynalite behind the gateway, through the AWS SDK.</summary>
public sealed class DynaliteTests : IAsyncLifetime
{
    private static readonly string[] SocketTables = ["/proc/net/tcp", "/proc/net/tcp6"];

    private readonly string _folder = Directory.CreateTempSubdirectory("localcloud-").FullName;
    private readonly Stack<IAsyncDisposable> _owned = new();
    private AmazonDynamoDBClient? _client;
    private DynaliteProcess? _process;

    private AmazonDynamoDBClient Client => _client ?? throw new InvalidOperationException("Not started.");

    private static Dictionary<string, AttributeValue> Key => new() { ["pk"] = new("JOB#1"), ["sk"] = new("JOB") };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => StartAsync();

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        while (_owned.TryPop(out var owned))
        {
            await owned.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_table_with_its_settings_and_items_survives_a_restart()
    {
        await CreateAsync();
        await Client.UpdateTimeToLiveAsync(new() { TableName = "jobs", TimeToLiveSpecification = new() { AttributeName = "expiresAt", Enabled = true } }, Cancellation);
        await Client.UpdateContinuousBackupsAsync(new() { TableName = "jobs", PointInTimeRecoverySpecification = new() { PointInTimeRecoveryEnabled = true } }, Cancellation);
        await Client.PutItemAsync("jobs", new() { ["pk"] = new("JOB#1"), ["sk"] = new("JOB"), ["rank"] = new() { N = "5" } }, Cancellation);

        await DisposeAsync();
        await StartAsync();
        var item = await Client.GetItemAsync("jobs", new() { ["pk"] = new("JOB#1"), ["sk"] = new("JOB") }, Cancellation);
        var lifetime = await Client.DescribeTimeToLiveAsync("jobs", Cancellation);
        var backups = await Client.DescribeContinuousBackupsAsync(new() { TableName = "jobs" }, Cancellation);

        Assert.Equal("5", item.Item["rank"].N);
        Assert.Equal(("ENABLED", "expiresAt"), (lifetime.TimeToLiveDescription.TimeToLiveStatus.Value, lifetime.TimeToLiveDescription.AttributeName));
        Assert.Equal("ENABLED", backups.ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus.Value);
    }

    [Fact]
    public async Task A_conditional_write_is_made_once()
    {
        await CreateAsync();
        PutItemRequest Request() => new()
        {
            TableName = "jobs",
            Item = new() { ["pk"] = new("INTENT#1"), ["sk"] = new("INTENT") },
            ConditionExpression = "attribute_not_exists(pk)",
        };
        await Client.PutItemAsync(Request(), Cancellation);

        await Assert.ThrowsAsync<ConditionalCheckFailedException>(() => Client.PutItemAsync(Request(), Cancellation));
    }

    [Fact]
    public async Task An_expression_that_comes_again_takes_the_names_values_and_types_of_its_call()
    {
        await CreateAsync();
        for (var n = 0; n < 3; n++)
        {
            await UpdateAsync("SET #a = :v, #b = if_not_exists(#b, :v)", $"{n}", new() { ["#a"] = "last", ["#b"] = "first" });
            await UpdateAsync("SET #a = :v, #b = if_not_exists(#b, :v)", $"{n}", new() { ["#a"] = "first", ["#b"] = "other" });
            await UpdateAsync("ADD #n :v", "1", new() { ["#n"] = "count" }, number: true);
        }

        Assert.Equal("An operand in the update expression has an incorrect data type", (await RefusalAsync(() => UpdateAsync("ADD #n :v", "1", new() { ["#n"] = "first" }, number: true))).Message);
        Assert.StartsWith("Invalid UpdateExpression: Incorrect operand type", (await RefusalAsync(() => UpdateAsync("ADD #n :v", "1", new() { ["#n"] = "count" }))).Message, StringComparison.Ordinal);
        var item = await ItemAsync();
        Assert.Equal(("2", "2", "0", "3"), (item["last"].S, item["first"].S, item["other"].S, item["count"].N));
    }

    [Fact]
    public async Task What_a_call_gives_and_no_expression_uses_is_refused_also_where_its_expressions_are_known()
    {
        await CreateAsync();
        Dictionary<string, string> names = new() { ["#a"] = "a", ["#b"] = "b" };
        await UpdateAsync("SET #a = :v", "1", new(names), "attribute_not_exists(#b)");
        await UpdateAsync("SET #a = :v REMOVE #b", "2", new(names), "attribute_not_exists(#b)");
        await UpdateAsync("SET #a = :v REMOVE #b", "3", new(names));

        var unused = await RefusalAsync(() => UpdateAsync("SET #a = :v", "4", new(names)));

        Assert.Contains("unused in expressions: keys: {#b}", unused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ConditionalCheckFailedException>(() => UpdateAsync("SET #a = :v, #b = :v", "5", new(names), "#a = :v"));
        await UpdateAsync("SET #a = :v, #b = :v", "3", new(names), "#a = :v");
        Assert.Equal("3", (await ItemAsync())["b"].S);
    }

    [Fact]
    public async Task A_range_that_is_the_wrong_way_round_is_refused_after_one_that_is_not()
    {
        await CreateAsync();
        await UpdateAsync("SET #a = :v", "5", new() { ["#a"] = "a" });
        Task Look(string from, string to) => Client.UpdateItemAsync(
            new()
            {
                TableName = "jobs",
                Key = Key,
                UpdateExpression = "REMOVE b",
                ConditionExpression = "a BETWEEN :from AND :to",
                ExpressionAttributeValues = new() { [":from"] = new(from), [":to"] = new(to) },
            },
            Cancellation);
        await Look("1", "9");

        Assert.Contains("upper bound to be greater than or equal to lower bound", (await RefusalAsync(() => Look("9", "1"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_was_made_anew_with_other_keys_is_known_by_them()
    {
        await CreateAsync();
        await UpdateAsync("SET #a = :v", "1", new() { ["#a"] = "a" });
        await Client.DeleteTableAsync("jobs", Cancellation);
        while ((await Client.ListTablesAsync(Cancellation)).TableNames is { Count: > 0 })
        {
            await Task.Yield();
        }

        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Client.GetItemAsync("jobs", Key, Cancellation));
        await Client.CreateTableAsync("jobs", [new("name", KeyType.HASH)], [new("name", ScalarAttributeType.S)], new(1, 1), Cancellation);
        while ((await Client.DescribeTableAsync("jobs", Cancellation)).Table.TableStatus != TableStatus.ACTIVE)
        {
            await Task.Yield();
        }

        await Client.PutItemAsync("jobs", new() { ["name"] = new("x") }, Cancellation);
        Assert.Equal("x", (await Client.GetItemAsync("jobs", new() { ["name"] = new("x") }, Cancellation)).Item["name"].S);
        await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Client.GetItemAsync("jobs", Key, Cancellation));
    }

    [Fact]
    public async Task Settings_of_a_table_that_is_not_there_are_refused() => await Assert.ThrowsAsync<ResourceNotFoundException>(
        () => Client.UpdateTimeToLiveAsync(new() { TableName = "nowhere", TimeToLiveSpecification = new() { AttributeName = "x", Enabled = true } }, Cancellation));

    [Fact]
    public void It_listens_on_a_socket_that_its_owner_alone_can_open_and_on_no_port()
    {
        var child = _process ?? throw new InvalidOperationException("Not started.");
        var socket = child.Address.Socket ?? "";

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(socket));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(socket) ?? ""));
        Assert.Empty(SocketsOf(child.ProcessId).Intersect(ListeningOnPorts()));
    }

    [Fact]
    public async Task A_socket_that_a_crash_left_behind_does_not_keep_it_from_starting()
    {
        await DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "run", "dynamodb.sock"), "", Cancellation);

        await StartAsync();

        Assert.Empty((await Client.ListTablesAsync(Cancellation)).TableNames ?? []);
    }

    [Fact]
    public void A_folder_whose_name_is_too_long_for_a_socket_gets_one_in_a_temporary_folder_that_goes_with_it()
    {
        var folder = Path.Combine(_folder, new string('a', 100));
        var socket = DynaliteSocket.In(folder);
        var temporary = Path.GetDirectoryName(socket.Path) ?? "";

        Assert.Equal((false, true), (socket.Path.StartsWith(_folder, StringComparison.Ordinal), Directory.Exists(temporary)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(temporary));

        socket.Dispose();

        Assert.False(Directory.Exists(temporary));
    }

    // By inode: what /proc/PID/fd says as socket:[47451] is the tenth column of a row in /proc/net.
    private static IEnumerable<string> SocketsOf(int processId) => Directory.EnumerateFiles($"/proc/{processId}/fd")
        .Select(file => new FileInfo(file).LinkTarget ?? "").Where(target => target.StartsWith("socket:[", StringComparison.Ordinal)).Select(target => target[8..^1]);

    private static IEnumerable<string> ListeningOnPorts() => SocketTables.Where(File.Exists).SelectMany(File.ReadLines)
        .Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(row => row is [_, _, _, "0A", ..]).Select(row => row[9]);

    [Fact]
    public async Task A_child_that_ends_by_itself_is_reported()
    {
        var child = _process ?? throw new InvalidOperationException("Not started.");
        using (var process = System.Diagnostics.Process.GetProcessById(child.ProcessId))
        {
            process.Kill();
        }

        Assert.Contains("exit code 137", await child.Crashed.WaitAsync(TimeSpan.FromSeconds(20), Cancellation), StringComparison.Ordinal);
    }

    private Task<UpdateItemResponse> UpdateAsync(string expression, string value, Dictionary<string, string> names, string? condition = null, bool number = false) => Client.UpdateItemAsync(
        new()
        {
            TableName = "jobs",
            Key = Key,
            UpdateExpression = expression,
            ConditionExpression = condition,
            ExpressionAttributeNames = names,
            ExpressionAttributeValues = new() { [":v"] = number ? new() { N = value } : new(value) },
        },
        Cancellation);

    private async Task<Dictionary<string, AttributeValue>> ItemAsync() => (await Client.GetItemAsync("jobs", Key, Cancellation)).Item;

    private static Task<AmazonDynamoDBException> RefusalAsync(Func<Task> call) => Assert.ThrowsAsync<AmazonDynamoDBException>(call);

    private async Task CreateAsync()
    {
        await Client.CreateTableAsync(
            new()
            {
                TableName = "jobs",
                BillingMode = BillingMode.PAY_PER_REQUEST,
                AttributeDefinitions = [new("pk", ScalarAttributeType.S), new("sk", ScalarAttributeType.S), new("queue", ScalarAttributeType.S)],
                KeySchema = [new("pk", KeyType.HASH), new("sk", KeyType.RANGE)],
                GlobalSecondaryIndexes =
                [
                    new() { IndexName = "by-queue", KeySchema = [new("queue", KeyType.HASH), new("sk", KeyType.RANGE)], Projection = new() { ProjectionType = ProjectionType.ALL } },
                ],
            },
            Cancellation);
        TableStatus status;
        do
        {
            status = (await Client.DescribeTableAsync("jobs", Cancellation)).Table.TableStatus;
        }
        while (status != TableStatus.ACTIVE);
    }

    private async ValueTask StartAsync()
    {
        var database = StateDatabase.Open(Path.Combine(_folder, "state.db"));
        _owned.Push(database);
        _process = await DynaliteProcess.StartAsync(
            DynaliteSettings.In(_folder),
            Cancellation);
        _owned.Push(_process);
        var service = new DynamoDbService(_process.Address, new(LocalServices.Account, database, TimeProvider.System), TimeProvider.System, _process.Kill);
        _owned.Push(service);
        var credentials = LocalCredentials.LoadOrCreate(_folder);
        var gateway = await GatewayServer.StartAsync(
            new()
            {
                Port = 0,
                Account = LocalServices.Account,
                Credentials = credentials,
                Services = [service],
                Time = TimeProvider.System,
                NewId = Guid.NewGuid,
                Logs = NullLoggerFactory.Instance,
            },
            Cancellation);
        _owned.Push(gateway);
        _client = new(
            credentials.AccessKeyId, credentials.SecretAccessKey,
            new AmazonDynamoDBConfig { ServiceURL = gateway.Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
    }
}
