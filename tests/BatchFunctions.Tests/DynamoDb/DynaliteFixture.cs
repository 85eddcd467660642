using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.DynamoDb;
using BatchFunctions.Tests.Deployment;
using YamlDotNet.RepresentationModel;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>A dynalite of its own, with the stack's table.</summary>
public sealed class DynaliteFixture : IAsyncLifetime
{
    public const string TableName = "jobs";

    private Process? _process;

    public AmazonDynamoDBClient? Client { get; private set; }

    /// <summary>Where it is served.</summary>
    public string Url { get; private set; } = "";

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var port = FreePort();
        _process = Process.Start(new ProcessStartInfo("node", [Cli(), "--port", port.ToString(CultureInfo.InvariantCulture), "--createTableMs", "0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("node did not start.");
        await _process.StandardOutput.ReadLineAsync(None);
        Url = $"http://127.0.0.1:{port}";
        Client = new AmazonDynamoDBClient("local", "local", new AmazonDynamoDBConfig { ServiceURL = Url, AuthenticationRegion = "us-east-1" });
        await Client.CreateTableAsync(TableRequest(), None);
        TableStatus status;
        do
        {
            status = (await Client.DescribeTableAsync(TableName, None)).Table.TableStatus;
        }
        while (status != TableStatus.ACTIVE);
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process?.Dispose();
    }

    internal Table Table() => new(Client ?? throw new InvalidOperationException("Not started."), TableName, TimeSpan.FromDays(3650));

    internal JobTable Jobs() => new(Table(), new JobIndexes(Table(), TimeProvider.System));

    /// <summary>The table as template.yaml declares it.</summary>
    internal static CreateTableRequest TableRequest()
    {
        var properties = Template.Resources("AWS::DynamoDB::Table")["JobsTable"];

        return new CreateTableRequest
        {
            TableName = TableName,
            BillingMode = Template.Text(properties, "BillingMode"),
            AttributeDefinitions =
            [
                .. Template.Items(Template.Find(properties, "AttributeDefinitions"))
                    .Select(attribute => new AttributeDefinition(attribute["AttributeName"].ToString(), attribute["AttributeType"].ToString())),
            ],
            KeySchema = Keys(properties),
            GlobalSecondaryIndexes = [.. Template.Items(Template.Find(properties, "GlobalSecondaryIndexes")).Select(Index)],
        };
    }

    private static GlobalSecondaryIndex Index(YamlNode index) => new()
    {
        IndexName = Template.Text(index, "IndexName"),
        KeySchema = Keys(index),
        Projection = new Projection
        {
            ProjectionType = Template.Text(index, "Projection", "ProjectionType"),
            NonKeyAttributes = Template.Texts(Template.Find(index, "Projection", "NonKeyAttributes")) is { Count: > 0 } names ? [.. names] : null,
        },
    };

    private static List<KeySchemaElement> Keys(YamlNode owner) =>
    [
        .. Template.Items(Template.Find(owner, "KeySchema")).Select(key => new KeySchemaElement(key["AttributeName"].ToString(), key["KeyType"].ToString())),
    ];

    private static string Cli()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "BatchFunctions.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("BatchFunctions.sln is in none of the folders above.");
        }

        var cli = Path.Combine(folder, "src/LocalCloud/obj/dynalite/node_modules/dynalite/cli.js");

        return File.Exists(cli) ? cli : throw new FileNotFoundException($"{cli} is missing; building src/LocalCloud installs it.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
