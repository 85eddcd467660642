using Amazon.Batch;
using BatchFunctions;
using BatchFunctions.Failures;
using BatchFunctions.Following;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.ServiceJobs;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tracking;
using BatchFunctions.Wire;
using Microsoft.Extensions.DependencyInjection;
using Simulation.Tests.Cloud;
using Simulation.Tests.Invariants;
using Simulation.Tests.Kernel;

namespace Simulation.Tests.Functions;

/// <summary>The table, the queues, the bus, the bucket and the engine, and how a process of a function reaches them.</summary>
internal sealed class Stack : IDisposable
{
    /// <summary>Other rules for jobs that bring none are deployed in the middle of the storm.</summary>
    private static readonly TimeSpan Deployment = TimeSpan.FromMinutes(5);

    private const string LaterRules = """
        [{"causes":["SpotInterruption"],"action":"resubmit","maxResubmissions":2},
         {"causes":["OutOfMemory"],"action":"resubmit","memoryFactor":5,"jobQueue":"spot","maxResubmissions":2},
         {"causes":["ImagePull"],"action":"notify"}]
        """;

    private readonly World _world;
    private readonly InMemoryJobs _records = new();
    private readonly InMemoryBlockedQueues _queues = new();
    private readonly InMemoryServiceJobs _serviceJobs = new();
    private readonly InMemorySweepCursor _serviceCursor = new();
    private readonly InMemoryRecentBodies _bodies = new();
    private readonly InMemorySweepLease _lease = new();
    private readonly InMemorySweepCursor _cursor = new();
    private readonly Sabotage _sabotage;

    public Stack(World world, Sabotage sabotage)
    {
        (_world, _sabotage) = (world, sabotage);
        // As template.yaml sets them.
        SubmitQueue = new(world, "SubmitQueue", TimeSpan.FromSeconds(360));
        StateChangeQueue = new(world, "StateChangeQueue", TimeSpan.FromSeconds(180)) { Concurrency = 4 };
        Bucket = new(world);
        Engine = new(world, new StateChangeRule(world, StateChangeQueue).Take, sabotage.Engine);
        Jobs = new RankWatch(Watch.Follow(sabotage.Jobs(_records)), world);
        Intents = Watch.Follow(sabotage.Intents(new InMemoryIntents()));
        Submissions = Watch.Follow(new InMemorySubmissions());
        Functions = new(world, Services);
    }

    /// <summary>How long each SubmitJob takes on its way there, and its answer back; <c>null</c> leaves it to chance.</summary>
    public TimeSpan? SubmitWay { get; init; }

    public SimulatedQueue SubmitQueue { get; }

    public SimulatedQueue StateChangeQueue { get; }

    public SimulatedBucket Bucket { get; }

    public SimulatedOutcomes Outcomes { get; } = new();

    public SimulatedEngine Engine { get; }

    public FunctionHost Functions { get; }

    public TableWatch Watch { get; } = new();

    public InMemoryCounts Counts { get; } = new();

    public IJobStore Jobs { get; }

    public IIntentStore Intents { get; }

    public ISubmissionStore Submissions { get; }

    public IEnumerable<string> RecordedJobs => _records.All.Select(record => record.JobId);

    public void Dispose() => Engine.Dispose();

    /// <summary>What the handlers of a process take: what Startup registers, and instead of the clients of AWS the doubles.</summary>
    private ServiceProvider Services(FunctionProcess process)
    {
        var services = new ServiceCollection();
        new Startup().ConfigureServices(services);
        var table = new Gate(_world, process, ServiceErrors.DynamoDb);
        services.AddSingleton<TimeProvider>(_world.Clock);
        services.AddSingleton<Func<Guid>>(_world.Disorder.NewId);
        services.AddSingleton(new Settings(Variable));
        services.AddSingleton(new Metrics(TextWriter.Null, _world.Clock));
        // A process keeps the rules with which it was started, and another one may be at work beside it.
        services.AddSingleton(_world.Now < Deployment ? new DefaultRules() : new DefaultRules(DefaultRules.Parse(LaterRules)));
        services.AddSingleton<ISubmissionCounts>(new GatedCounts(Counts, table));
        services.AddSingleton<IJobStore>(new CountedJobs(new GatedJobs(Jobs, table), new GatedCounts(_sabotage.Counts(Counts), table)));
        services.AddSingleton<IIntentStore>(new GatedIntents(Intents, table));
        services.AddSingleton<IServiceJobStore>(_serviceJobs);
        services.AddSingleton<IBlockedQueues>(new GatedBlockedQueues(_queues, table));
        services.AddSingleton<ISubmissionStore>(new GatedSubmissions(Submissions, table));
        services.AddSingleton<IWatchStore>(new GatedWatch(_sabotage.Watch(Watch), table));
        services.AddSingleton<IRecentBodies>(new GatedRecentBodies(_bodies, table));
        services.AddSingleton<ISweepCursor>(new GatedSweepCursor(_cursor, table));
        services.AddSingleton(new ServiceSweepCursor(new GatedSweepCursor(_serviceCursor, table)));
        // Nobody looks on, so that nothing of it is far away.
        services.AddSingleton<IChangeFeed>(new InMemoryChanges());
        services.AddSingleton<ISweepLease>(new GatedSweepLease(_lease, table));
        // Minutes, not hours, so that some jobs do go to the dead letters.
        services.AddSingleton(new RetryPlan(TimeSpan.FromMinutes(3)));
        services.AddSingleton(Outcomes.Through(new Gate(_world, process, ServiceErrors.EventBridge)));
        services.AddSingleton(Bucket.Through(new Gate(_world, process, ServiceErrors.S3)));
        services.AddSingleton(_sabotage.Queue(new SubmitQueueDouble(SubmitQueue, new Gate(_world, process, ServiceErrors.Sqs))));
        services.AddSingleton<IAmazonBatch>(new SimulatedBatch(Engine, new Gate(_world, process, ServiceErrors.Batch)));
        // The SDK would repeat SubmitJob as it does any other call; who counts its sends keeps it from that. It is over within its ten seconds: see Startup.
        var sends = new SingleSend();
        var once = new Gate(_world, process, ServiceErrors.Batch) { Leave = _sabotage.CountsSends ? sends.Leave : () => { }, LongestWay = 4.9, OneWay = SubmitWay };
        services.AddSingleton<IBatchJobs>(provider => new BatchJobs(
            provider.GetRequiredService<IAmazonBatch>(), new SimulatedBatch(Engine, once), sends));

        return services.BuildServiceProvider();
    }

    private static string? Variable(string name) => name switch
    {
        _ => null,
    };
}
