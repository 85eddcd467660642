using System.Net;
using LocalBatch.Engine;
using LocalBatch.Execution;
using LocalBatch.Execution.Docker;
using LocalBatch.Execution.Processes;
using LocalBatch.Execution.Training;
using LocalCloud.Deliveries;
using LocalCloud.DynamoDb;
using LocalCloud.Ecs;
using LocalCloud.Events;
using LocalCloud.Gateway;
using LocalCloud.HttpApi;
using LocalCloud.Iam;
using LocalCloud.Lambda;
using LocalCloud.Lineages;
using LocalCloud.Logs;
using LocalCloud.S3;
using LocalCloud.Sqs;
using LocalCloud.State;
using LocalCloud.Template;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Stack;

/// <summary>What each part of a stack is told, from the options, the template and the system.</summary>
internal sealed class StackSettings(StackOptions options, StackModel model, StackSystem system, StateFolder state, LocalCredentials credentials)
{
    public DynaliteOptions Dynalite() => new()
    {
        Account = system.Account,
        DataFolder = state.File("dynamodb"),
        SocketFolder = state.File("run"),
        Time = system.Time,
        Log = Log<DynaliteProcess>(),
    };

    public LogStoreOptions Logs() => new() { Path = state.File("logs.db"), Account = system.Account, Time = system.Time };

    /// <exception cref="StartException">Jobs cannot be run as asked for.</exception>
    public ProcessExecutorOptions Executor(LogStore logs) => options.Jobs.Apply(
        new()
        {
            WorkRoot = state.File("jobs"),
            SharedFolders = state.File("shared"),
            Logs = new LimitedLogs(logs, options.LogLimitMiB * 1024L * 1024),
            Time = system.Time,
            Logger = Log<ProcessExecutor>(),
        },
        state.Path);

    /// <param name="processes">What attempts are given that run as processes: logs, secrets, GPUs and shared folders are the same.</param>
    public DockerExecutorOptions Containers(ProcessExecutorOptions processes) => new()
    {
        Endpoint = options.Jobs.Daemon.Endpoint,
        WorkRoot = state.File("containers"),
        Logs = processes.Logs,
        Time = system.Time,
        NewId = system.NewId,
        Logger = Log<DockerExecutor>(),
        Pull = options.Jobs.Pull,
        Network = options.Jobs.UsedNetwork,
        Secrets = processes.Secrets,
        Gpus = processes.Gpus,
        SharedFolders = state.File("shared"),
        LoginsFile = options.Jobs.LoginsFile,
    };

    public QueueStoreOptions Queues(StateDatabase database) => new()
    {
        Account = system.Account,
        Database = database,
        Queues = ServiceMapping.Queues(model),
        Time = system.Time,
        NewId = system.NewId,
        Chaos = options.Chaos,
    };

    public EventBusOptions Bus(StateDatabase database, Outbox outbox, JobLineages lineages) => new()
    {
        Account = system.Account,
        Database = database,
        Outbox = outbox,
        Buses = model.EventBuses,
        Rules = ServiceMapping.Rules(model),
        Schedules = ServiceMapping.Schedules(model),
        Jobs = lineages,
        Time = system.Time,
        NewId = system.NewId,
        Log = Log<EventBus>(),
        Chaos = options.Chaos,
    };

    /// <param name="database">Where objects are listed.</param>
    /// <param name="outbox">Where what follows from them waits.</param>
    /// <param name="bus">Hears of objects in buckets that tell it.</param>
    /// <param name="made">Hears of every object that is made.</param>
    public S3StoreOptions Objects(StateDatabase database, Outbox outbox, EventBus bus, Action<string, string> made) => new()
    {
        Bus = (id, json, lineage) => bus.Match("default", id, json, lineage),
        Account = system.Account,
        Folder = state.File("s3"),
        Database = database,
        Outbox = outbox,
        Buckets = ServiceMapping.Buckets(model),
        Time = system.Time,
        NewId = system.NewId,
        Log = Log<S3Store>(),
        Made = made,
    };

    /// <summary>Runs attempts; their files go to folders of the jobs where that is asked for.</summary>
    public IJobExecutor Collecting(ProcessExecutor executor, string workRoot) => options.Jobs.OutputFolder is { } folder
        ? new OutputFolders(executor, Path.GetFullPath(folder), taskId => Path.Combine(workRoot, taskId), Log<OutputFolders>())
        : executor;

    /// <summary>Runs training images among what it runs.</summary>
    /// <param name="executor">Runs containers.</param>
    /// <param name="objects">Where their data and results are, once it is open.</param>
    public TrainingExecutor Training(IJobExecutor executor, Task<S3Store> objects) =>
        new(executor, state.File("training"), new S3TrainingStorage(objects, () => Path.Combine(state.File("training"), system.NewId().ToString("N"))));

    /// <summary>What jobs find around them.</summary>
    /// <param name="endpoint">Where the stack answers.</param>
    /// <param name="workRoot">Where jobs have their folders.</param>
    /// <param name="isContainer">Whether an attempt runs as a container.</param>
    public TaskSurroundings Surroundings(Uri endpoint, string workRoot, Func<Attempt, bool> isContainer) =>
        new(endpoint, options.OffersJobEndpoint, taskId => Path.Combine(workRoot, taskId))
        {
            IsContainer = isContainer,
            FromContainers = options.Jobs.UsedNetwork == ContainerNetwork.Host ? endpoint : new UriBuilder(endpoint) { Host = LoopbackGuard.ContainersName }.Uri,
        };

    /// <summary>What roles may do. Where a part of a role's policies is not in the template, only what the rest denies is known.</summary>
    public RoleBook RoleBook() => new(
        model.Roles.Select(role => new DeclaredRole(role.Arn, role.Elsewhere.Count == 0 ? role.Statements : [.. role.Statements, Statement.Everything])), options.HasIam);

    public RoleNames Roles() => new(system.Account.AccountId, model.InstanceProfiles);

    public BatchEngineOptions Engine(IJobExecutor executor, EventBus bus)
    {
        BatchEngineOptions engine = new()
        {
            JournalPath = state.File("batch.db"),
            Executor = executor,
            Events = bus,
            Time = system.Time,
            NewId = system.NewId,
            Region = system.Account.Region,
            AccountId = system.Account.AccountId,
            Gpus = options.Jobs.GpuCount,
            Grace = options.Jobs.StopTimeout,
            RunsServiceJobs = options.Jobs.RunsServiceJobs,
            ServiceRules = options.Jobs.ReadServiceRules(),
            JournalPatience = options.DiskPatience,
            Logger = system.Loggers.CreateLogger("LocalBatch"),
        };

        return options.MaxVcpus is { } most ? engine with { MaxVcpus = most } : engine;
    }

    public FunctionHostOptions Functions(string folder, Uri endpoint, LogStore logs, Sessions sessions) => new()
    {
        Functions = model.Functions,
        Folder = folder,
        HomeFolder = state.File("functions"),
        Account = system.Account,
        Sessions = sessions,
        Endpoint = endpoint,
        Logs = logs,
        Time = system.Time,
        NewId = system.NewId,
        Loggers = system.Loggers,
    };

    /// <param name="services">Behind the endpoint.</param>
    /// <param name="sessions">Keys of jobs and functions.</param>
    /// <param name="tasks">What jobs are answered without a signature.</param>
    /// <param name="bridge">Where containers behind a bridge of this machine reach it.</param>
    public GatewayOptions Gateway(IReadOnlyList<IAwsService> services, Sessions sessions, IUnsignedEndpoint tasks, IPAddress? bridge) => new()
    {
        BridgeAddress = bridge,
        Port = options.Port,
        Bind = system.Bind,
        Account = system.Account,
        Credentials = credentials,
        Given = options.Keys is { } keys ? new(keys, Connecting(PeerCheck.Create())) : null,
        Sessions = sessions,
        Roles = RoleBook(),
        Unsigned = tasks,
        LetsContainersIn = options.Jobs.UsedNetwork == ContainerNetwork.Bridge,
        Services = services,
        Time = system.Time,
        NewId = system.NewId,
        Logs = system.Loggers,
        Chaos = options.Chaos,
    };

    /// <summary>Who may do what is not signed, or signed with keys that are no secret.</summary>
    private IPeers Connecting(PeerCheck users) => options.Jobs.IsConfined ? new UnconfinedPeers(users, ProcessTree.IsHeldUnconfined) : users;

    public HttpApiOptions HttpApi(IReadOnlyList<FunctionRoute> routes, FunctionHost functions)
    {
        var peers = PeerCheck.Create();

        return new()
        {
            Routes = routes,
            Port = options.ApiPort,
            Bind = system.Bind,
            Peers = peers,
            Connecting = Connecting(peers),
            Functions = functions,
            Account = system.Account,
            Time = system.Time,
            NewId = system.NewId,
            Loggers = system.Loggers,
        };
    }

    private ILogger<T> Log<T>() => system.Loggers.CreateLogger<T>();
}
