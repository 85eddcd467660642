using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SQS;
using LocalCloud.Deliveries;
using LocalCloud.Events;
using LocalCloud.Gateway;
using LocalCloud.Iam;
using LocalCloud.Mishaps;
using LocalCloud.S3;
using LocalCloud.Sqs;
using LocalCloud.State;
using LocalCloud.Sts;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCloud.Tests;

/// <summary>The services behind a gateway on a free port, with their state in a folder of their own.</summary>
internal sealed class LocalServices : IAsyncDisposable
{
    public static readonly AwsAccount Account = new("us-east-1", "123456789012");

    private readonly Stack<IAsyncDisposable> _owned = new();

    private LocalServices(string folder) => Folder = folder;

    public string Folder { get; }

    public required LocalCredentials Credentials { get; init; }

    public required StateDatabase Database { get; init; }

    public required Outbox Outbox { get; init; }

    public required QueueStore Queues { get; init; }

    public required S3Store Objects { get; init; }

    public required S3StoreOptions ObjectOptions { get; init; }

    public required EventBus Bus { get; init; }

    public required GatewayServer Gateway { get; init; }

    /// <summary>What was delivered, in order.</summary>
    public required RecordingTarget Target { get; init; }

    public AmazonS3Client S3 => new(Keys, new AmazonS3Config { ServiceURL = Gateway.Endpoint.ToString(), AuthenticationRegion = "us-east-1", ForcePathStyle = true, MaxErrorRetry = 0 });

    public AmazonSQSClient Sqs => new(Keys, new AmazonSQSConfig { ServiceURL = Gateway.Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    public AmazonSecurityTokenServiceClient Sts => new(Keys, new AmazonSecurityTokenServiceConfig { ServiceURL = Gateway.Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    public BasicAWSCredentials Keys => new(Credentials.AccessKeyId, Credentials.SecretAccessKey);

    public static async Task<LocalServices> StartAsync(
        string? folder = null, TimeProvider? time = null, IReadOnlyList<BucketSettings>? buckets = null, IReadOnlyList<QueueSettings>? queues = null,
        IReadOnlyList<EventRuleSettings>? rules = null, IReadOnlyList<SchedulerSettings>? schedules = null, Chaos? chaos = null,
        Sessions? sessions = null, IUnsignedEndpoint? unsigned = null, RoleBook? roles = null, ConnectionLimits? limits = null, bool letsContainersIn = false, GivenKeys? given = null)
    {
        folder ??= Directory.CreateTempSubdirectory("localcloud-").FullName;
        time ??= TimeProvider.System;
        var database = StateDatabase.Open(Path.Combine(folder, "state.db"));
        var outbox = Outbox.Open(database, time, Guid.NewGuid, NullLogger<Outbox>.Instance, chaos);
        var store = QueueStore.Open(new() { Account = Account, Database = database, Queues = queues ?? [], Time = time, NewId = Guid.NewGuid, Chaos = chaos });
        var bus = EventBus.Open(new()
        {
            Account = Account,
            Database = database,
            Outbox = outbox,
            Buses = ["own"],
            Rules = rules ?? [],
            Schedules = schedules ?? [],
            Time = time,
            NewId = Guid.NewGuid,
            Log = NullLogger<EventBus>.Instance,
            Chaos = chaos,
        });
        S3StoreOptions objectOptions = new()
        {
            Account = Account,
            Bus = (id, json, lineage) => bus.Match("default", id, json, lineage),
            Database = database,
            Outbox = outbox,
            Buckets = buckets ?? [],
            Folder = Path.Combine(folder, "s3"),
            Time = time,
            NewId = Guid.NewGuid,
            Log = NullLogger<S3Store>.Instance,
        };
        var objects = await S3Store.OpenAsync(objectOptions, TestContext.Current.CancellationToken);
        var credentials = LocalCredentials.LoadOrCreate(folder);
        sessions ??= new();
        var gateway = await GatewayServer.StartAsync(
            new()
            {
                Port = 0,
                Account = Account,
                Credentials = credentials,
                Given = given,
                Sessions = sessions,
                LetsContainersIn = letsContainersIn,
                Unsigned = unsigned,
                Roles = roles ?? RoleBook.Empty,
                Time = time,
                NewId = Guid.NewGuid,
                Logs = NullLoggerFactory.Instance,
                Chaos = chaos,
                Limits = limits ?? ConnectionLimits.Default,
                Services = [new S3Service(Account, objects), new SqsService(Account, store), new EventsService(Account, bus, time, Guid.NewGuid), new StsService(sessions, time)],
            },
            TestContext.Current.CancellationToken);
        var services = new LocalServices(folder)
        {
            Credentials = credentials,
            Database = database,
            Outbox = outbox,
            Queues = store,
            Objects = objects,
            ObjectOptions = objectOptions,
            Bus = bus,
            Gateway = gateway,
            Target = new(),
        };
        foreach (var owned in new IAsyncDisposable[] { database, store, outbox, objects, bus, gateway })
        {
            services._owned.Push(owned);
        }

        return services;
    }

    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out var owned))
        {
            await owned.DisposeAsync();
        }
    }
}
