using System.Net.Sockets;
using LocalBatch;
using LocalBatch.Execution;
using LocalBatch.Execution.Docker;
using LocalBatch.Execution.Processes;
using LocalCloud.Batch;
using LocalCloud.Deliveries;
using LocalCloud.Ecs;
using LocalCloud.Events;
using LocalCloud.EventSources;
using LocalCloud.Gateway;
using LocalCloud.HttpApi;
using LocalCloud.Lambda;
using LocalCloud.Lineages;
using LocalCloud.Logs;
using LocalCloud.S3;
using LocalCloud.Sqs;
using LocalCloud.State;
using LocalCloud.Sts;
using LocalCloud.Targets;
using LocalCloud.Template;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Stack;

/// <summary>The running stack: makes its parts in the order they need each other, ends them in the opposite one.</summary>
internal sealed class LocalStack : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _parts = [];
    private readonly StackOptions _options;
    private readonly StackSystem _system;
    private readonly StateFolder _state;
    private readonly StackSettings _settings;
    private BatchEngine? _engine;

    private LocalStack(StackOptions options, StackModel model, StackSystem system, StateFolder state)
    {
        (_options, _system, _state, Model, Account) = (options, system, state, model, system.Account);
        Credentials = LocalCredentials.LoadOrCreate(state.Path);
        Endpoint = new($"http://127.0.0.1:{options.Port}");
        _settings = new(options, model, system, state, Credentials);
    }

    /// <summary>An object was made: bucket and key. Told from the store's own loop, which must not be kept.</summary>
    public event Action<string, string>? ObjectMade;

    /// <summary>What is to be said of how jobs run; <c>null</c> where they run as always.</summary>
    public string? JobsRun { get; private set; }

    /// <summary>Jobs of earlier runs that are taken up again.</summary>
    public OpenJobs TakenUp { get; private set; } = new(0, 0);

    /// <summary>The same one by one, an array as one.</summary>
    public IReadOnlyList<OpenJob> TakenUpJobs { get; private set; } = [];

    /// <summary>Ends, with the reason, when the engine can do nothing any more.</summary>
    public Task<Exception> EngineGaveUp { get; private set; } = new TaskCompletionSource<Exception>().Task;

    public StackModel Model { get; }

    public AwsAccount Account { get; }

    public LocalCredentials Credentials { get; }

    /// <summary>The keys that users are told: those that were given, else the state's own.</summary>
    public LocalCredentials ToldCredentials => _options.Keys ?? Credentials;

    public string StatePath => _state.Path;

    /// <summary>Folder with the folders in which attempts run, each by its task id.</summary>
    public string JobFolders { get; private set; } = "";

    /// <summary>Where all services answer.</summary>
    public Uri Endpoint { get; }

    /// <summary>Where the HTTP API answers; <c>null</c> where the template has no routes.</summary>
    public Uri? Api { get; private set; }

    /// <summary>The page over the HTTP API; <c>null</c> where the API is not one that it can show.</summary>
    public Uri? Console { get; private set; }

    /// <summary>Starts everything; when the task ends, <c>GET /health</c> says 200.</summary>
    /// <exception cref="StartException">Something is in the way; the message says what to do.</exception>
    public static async Task<LocalStack> StartAsync(StackOptions options, StackModel model, StackSystem system, CancellationToken cancellation)
    {
        var state = StateFolder.Acquire(options.StateFolder);
        // One that was killed could not say that it is up no more.
        RunningStack.Remove(state.Path);
        LocalStack? stack = null;
        try
        {
            stack = new(options, model, system, state);
            await stack.StartPartsAsync(cancellation);
            return stack;
        }
        catch
        {
            if (stack is null)
            {
                state.Dispose();
            }
            else
            {
                await stack.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Where the stack answers, for other programs of its user.</summary>
    public RunningStack Announce() => new(Endpoint, Api, Account.Region, ServiceMapping.Inbox(Model), ServiceMapping.Outputs(Model, Api, Account.Region))
    {
        JobFolders = JobFolders,
        InboxLogs = ServiceMapping.InboxFunction(Model)?.Logging.Group,
        OutputFolder = _options.Jobs.OutputFolder is { } folder ? Path.GetFullPath(folder) : null,
    };

    /// <summary>Jobs that are open now; none once the engine can do nothing any more.</summary>
    public async Task<OpenJobs> CountOpenJobsAsync() =>
        _engine is { } engine && !EngineGaveUp.IsCompleted ? await engine.CountOpenJobsAsync(CancellationToken.None) : new(0, 0);

    /// <summary>A client of the stack's own services.</summary>
    public LocalClient CreateClient() => new(Endpoint, Credentials, Account, _system.Time);

    public async ValueTask DisposeAsync()
    {
        RunningStack.Remove(_state.Path);
        for (var index = _parts.Count - 1; index >= 0; index--)
        {
            await _parts[index].DisposeAsync();
        }

        _parts.Clear();
        _state.Dispose();
    }

    private async Task StartPartsAsync(CancellationToken cancellation)
    {
        if (TriggerRights.Faults(Model, _settings.RoleBook()) is { Count: > 0 } faults)
        {
            throw new StartException(string.Join('\n', faults));
        }

        Own(IdleMemory.OfThisProcess(_system.Time));
        var database = Own(StateDatabase.Open(_state.File("state.db")));
        var remembered = BatchProvisioner.Remembered(database);
        var dynamoDb = Own(new DynamoDbOnDemand(_options.DynamoDb, _settings.Dynalite(), database));
        // Node.js takes its time: it comes up while everything else does.
        var tables = Model.Tables.Count > 0 ? dynamoDb.StartAsync() : Task.CompletedTask;
        // So do these two, which know nothing of the rest.
        var openingLogs = Task.Run(() => LogStore.Open(_settings.Logs()), cancellation);
        var outbox = Own(Outbox.Open(database, _system.Time, _system.NewId, Log<Outbox>(), _options.Chaos));
        FailedDeliveries failures = new();
        outbox.GivenUp += failures.Add;
        var queues = Own(QueueStore.Open(_settings.Queues(database)));
        JobLineages lineages = new(database);
        var bus = Own(OpenBus(database, outbox, lineages));
        var openingObjects = Task.Run(() => S3Store.OpenAsync(_settings.Objects(database, outbox, bus, (bucket, key) => ObjectMade?.Invoke(bucket, key)), cancellation), cancellation);
        var logs = Own(await openingLogs);
        var jobs = _settings.Executor(logs);
        var executor = Own(new ProcessExecutor(jobs));
        var containers = Own(new DockerExecutor(_settings.Containers(jobs)));
        var runners = await JobRunners.ChooseAsync(containers, _options.Jobs, cancellation);
        JobsRun = runners.Told;
        Sessions sessions = new();
        TaskBook tasks = new(
            _settings.Roles(), sessions, _system.Time, (caller, jobId) => caller with { AtHand = new() { Ask = () => lineages.Of(jobId) } }, TaskSecrets.Of(Credentials));
        ChosenExecutor either = new(_settings.Collecting(executor, jobs.WorkRoot), containers, runners.IsContainer);
        TaskExecutor surrounded = new(either, tasks, _settings.Surroundings(Endpoint, jobs.WorkRoot, runners.IsContainer));
        var engine = Own(await BatchEngine.OpenAsync(_settings.Engine(_settings.Training(surrounded, openingObjects), bus), cancellation));
        (EngineGaveUp, _engine) = (engine.GaveUp, engine);
        TakenUp = await engine.CountOpenJobsAsync(cancellation);
        TakenUpJobs = await engine.ListOpenJobsAsync(cancellation);
        var objects = Own(await openingObjects);
        if (ServiceMapping.Inbox(Model) is { } inbox && inbox.Prefix.EndsWith('/'))
        {
            // Who copies a first file there finds the folder.
            Directory.CreateDirectory(Path.Combine(objects.BucketFolder(inbox.Bucket), inbox.Prefix));
        }

        var functions = StartFunctions(logs, sessions);
        await tables;
        IReadOnlyList<IAwsService> services =
        [
            new BatchService(engine, _options.Chaos, failures, lineages, _system.Time), new S3Service(Account, objects), new SqsService(Account, queues), new EventsService(Account, bus, _system.Time, _system.NewId),
            new LogsService(logs, _system.NewId), new StsService(sessions, _system.Time), dynamoDb,
            new LambdaService(functions, outbox, Account, Model, Log<LambdaService>()),
        ];
        TaskEndpoint own = new(tasks, new(Account, tasks), new(_system.Time, task => TaskUsage.OfMarked($"ECS_CONTAINER_METADATA_URI_V4={Endpoint.GetLeftPart(UriPartial.Authority)}{task.MetadataPath}")));
        var gateway = Own(await ListenAsync(_settings.Gateway(services, sessions, own, await JobRunners.FindBridgeAsync(containers, _options.Jobs, cancellation)), cancellation));
        surrounded.Open();
        await new Provisioning(Model, CreateClient, _system.Time).RunAsync(new(engine, database, remembered, _system.Time), cancellation);
        await TriggerAsync(functions, queues, outbox, new(queues, functions, new(engine.HandleAsync, _settings.RoleBook(), Account, lineages), bus), cancellation);
        await objects.WatchAsync(cancellation);
        bus.StartSchedules();
        gateway.MarkReady();
        JobFolders = jobs.WorkRoot;
        Announce().Write(_state.Path);
    }

    private FunctionHost StartFunctions(LogStore logs, Sessions sessions)
    {
        var folder = _options.Functions is { } given ? Path.GetFullPath(given) : _system.BuiltFunctions;
        if (Model.Functions.Any(function => function.Command.IsBootstrap) && !File.Exists(Path.Combine(folder, "bootstrap")))
        {
            throw new StartException($"There is no executable bootstrap in {folder}; build it with dotnet build, or name the folder of a published one with --functions DIR.");
        }

        return FunctionHost.Start(_settings.Functions(folder, Endpoint, logs, sessions));
    }

    /// <summary>From now on events, queues and HTTP reach the functions.</summary>
    private async Task TriggerAsync(FunctionHost functions, QueueStore queues, Outbox outbox, StackEventTarget target, CancellationToken cancellation)
    {
        outbox.Start(target);
        QueuePollerOptions polling = new()
        {
            Queues = queues,
            Functions = functions,
            Region = Account.Region,
            Time = _system.Time,
            Loggers = _system.Loggers,
        };
        foreach (var function in Model.Functions)
        {
            foreach (var source in function.Queues)
            {
                Own(QueuePoller.Start(function, source, polling));
            }
        }

        var routes = ServiceMapping.Routes(Model);
        if (routes.Count > 0)
        {
            var api = Own(await ListenAsync(routes, functions, cancellation));
            Api = api.Url;
            Console = api.Console;
        }

        // Last, and so ended first: whoever waits for a function then hears at once that there will be no answer.
        Own(functions);
    }

    private async Task<GatewayServer> ListenAsync(GatewayOptions gateway, CancellationToken cancellation)
    {
        try
        {
            return await GatewayServer.StartAsync(gateway, cancellation);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw PortTaken(_options.Port, "--port", exception);
        }
    }

    private async Task<HttpApiServer> ListenAsync(IReadOnlyList<FunctionRoute> routes, FunctionHost functions, CancellationToken cancellation)
    {
        try
        {
            return await HttpApiServer.StartAsync(_settings.HttpApi(routes, functions), cancellation);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw PortTaken(_options.ApiPort, "--api-port", exception);
        }
    }

    private static StartException PortTaken(int port, string option, Exception exception) =>
        new($"Port {port} cannot be listened on ({exception.Message}); stop what listens there, or choose another with {option} N.", exception);

    private EventBus OpenBus(StateDatabase database, Outbox outbox, JobLineages lineages)
    {
        try
        {
            return EventBus.Open(_settings.Bus(database, outbox, lineages));
        }
        catch (FormatException exception)
        {
            throw new StartException($"{_options.Template}: {exception.Message}", exception);
        }
    }

    private T Own<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }

    private ILogger<T> Log<T>() => _system.Loggers.CreateLogger<T>();
}
