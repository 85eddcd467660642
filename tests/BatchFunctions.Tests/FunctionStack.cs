using System.Text;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.TestUtilities;
using BatchFunctions.Api;
using BatchFunctions.Following;
using BatchFunctions.Http;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Manifests;
using BatchFunctions.Outcomes;
using BatchFunctions.Resources;
using BatchFunctions.ServiceJobs;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Submitting;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tracking;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BatchFunctions.Tests;

/// <summary>The functions wired as on AWS, with doubles where the services are. Each call gets a context of its own.</summary>
internal sealed class FunctionStack
{
    private readonly ServiceProvider _provider;
    private readonly ServiceCollection _services = new();
    private readonly StringBuilder _metrics = new();
    private int _ids;

    public FunctionStack()
    {
        var services = _services;
        new Startup().ConfigureServices(services);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<Func<Guid>>(() => new Guid(++_ids, 0, 0, new byte[8]));
        services.AddSingleton(new Settings(_ => null));
        services.AddSingleton(new Metrics(new StringWriter(_metrics), Clock));
        services.AddSingleton<IBatchJobs>(provider => new CountedSubmissions(Batch, provider.GetRequiredService<Metrics>()));
        services.AddSingleton<ISubmissionCounts>(Counts);
        services.AddSingleton<IJobStore>(new CountedJobs(Jobs, Counts));
        services.AddSingleton<IIntentStore>(Intents);
        services.AddSingleton<IQueueNames>(new FixedQueueNames("default", "spot"));
        services.AddSingleton<IBlockedQueues>(Queues);
        services.AddSingleton<ISubmissionStore>(Submissions);
        services.AddSingleton<ISubmitQueue>(Queue);
        services.AddSingleton<IRecentBodies>(Bodies);
        services.AddSingleton<IChangeFeed>(Changes);
        services.AddSingleton<IServiceJobStore>(ServiceJobs);
        services.AddSingleton<IWatchStore>(Watch);
        services.AddSingleton<ISweepLease>(Lease);
        services.AddSingleton<ISweepCursor>(Cursor);
        services.AddSingleton(new ServiceSweepCursor(ServiceCursor));
        services.AddSingleton<IKeptRequests>(Kept);
        services.AddSingleton<IManifestFiles>(Files);
        services.AddSingleton<IBatchCatalog>(new FixedCatalog());
        services.AddSingleton<IOutcomes>(Outcomes);
        // So fast that it never waits.
        services.AddSingleton(new Pace(double.MaxValue, Clock));
        // Of which nobody has said what it answers: it fails on any call.
        services.AddSingleton(ScriptedBatch.Create().Client);
        _provider = services.BuildServiceProvider();
    }

    public FakeTimeProvider Clock { get; } = new(A.Noon);

    public InMemoryBatch Batch { get; } = new();

    public InMemoryJobs Jobs { get; } = new();

    public InMemoryCounts Counts { get; } = new();

    public InMemoryIntents Intents { get; } = new();

    public InMemoryBlockedQueues Queues { get; } = new();

    public InMemorySubmissions Submissions { get; } = new();

    public InMemorySubmitQueue Queue { get; } = new();

    public RecordingOutcomes Outcomes { get; } = new();

    public InMemoryRecentBodies Bodies { get; } = new();

    public InMemoryChanges Changes { get; } = new();

    public InMemoryServiceJobs ServiceJobs { get; } = new();

    public InMemoryWatch Watch { get; } = new();

    public InMemorySweepLease Lease { get; } = new();

    public InMemorySweepCursor Cursor { get; } = new();

    public InMemorySweepCursor ServiceCursor { get; } = new();

    public InMemoryKeptRequests Kept { get; } = new();

    public InMemoryFiles Files { get; } = new();

    public CapturedLog Log { get; } = new();

    /// <summary>Metric lines so far.</summary>
    public IReadOnlyList<string> Metrics => _metrics.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    public ILambdaContext Context => new TestLambdaContext { AwsRequestId = "request-1", Logger = Log, RemainingTime = TimeSpan.FromSeconds(20) };

    public T Handler<T>() => ActivatorUtilities.CreateInstance<T>(_provider);

    /// <summary>A handler in a stack in which one more part is another one.</summary>
    public T HandlerWith<T, TPart>(TPart part)
        where TPart : class =>
        HandlerWith<T>(services => services.AddSingleton(part));

    /// <summary>A handler in a stack in which some parts are others.</summary>
    public T HandlerWith<T>(Action<IServiceCollection> parts)
    {
        var services = new ServiceCollection();
        foreach (var service in _services)
        {
            ((ICollection<ServiceDescriptor>)services).Add(service);
        }

        parts(services);

        return ActivatorUtilities.CreateInstance<T>(services.BuildServiceProvider());
    }

    /// <summary>Calls a route as API Gateway does: its function, with the route's key and what its path has in braces.</summary>
    /// <param name="name">What stands in the path for every name in braces.</param>
    public Task<IHttpResult> CallAsync(Route route, APIGatewayHttpApiV2ProxyRequest request, string name, Action<IServiceCollection> parts)
    {
        request.RouteKey = route.Key;
        request.PathParameters = route.Path.Split('/').Where(part => part.StartsWith('{')).ToDictionary(part => part.Trim('{', '}', '+'), _ => name);

        return route.Function switch
        {
            "SubmitApi" => HandlerWith<SubmitApiHandler>(parts).SubmitApi(request, Context),
            "SubmitManifest" => HandlerWith<SubmitManifestHandler>(parts).SubmitManifest(request, Context),
            "StopApi" => HandlerWith<StopApiHandler>(parts).StopApi(request, Context),
            "ReadApi" => HandlerWith<ReadApiHandler>(parts).ReadApi(request, Context),
            "ResourceApi" => HandlerWith<ResourceApiHandler>(parts).ResourceApi(request, Context),
            _ => throw new NotSupportedException($"The tests know no function {route.Function}."),
        };
    }
}
