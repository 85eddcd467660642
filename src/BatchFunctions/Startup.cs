using System.Diagnostics.CodeAnalysis;
using Amazon.Batch;
using Amazon.CloudWatchLogs;
using Amazon.DynamoDBv2;
using Amazon.EventBridge;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.S3;
using Amazon.SQS;
using BatchFunctions.DynamoDb;
using BatchFunctions.Failures;
using BatchFunctions.Following;
using BatchFunctions.Hosting;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Manifests;
using BatchFunctions.Outcomes;
using BatchFunctions.Records;
using BatchFunctions.Resources;
using BatchFunctions.Resubmissions;
using BatchFunctions.ServiceJobs;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Submitting;
using BatchFunctions.Tracking;
using BatchFunctions.Waiting;
using BatchFunctions.Wire;
using Microsoft.Extensions.DependencyInjection;

[assembly: LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<BatchFunctions.LambdaJson>))]
#if !LIBRARY
[assembly: LambdaGlobalProperties(GenerateMain = true)]
#endif

namespace BatchFunctions;

/// <summary>
/// Registers what the handlers take. Every registration is a function that is called at the first use, so a cold start
/// pays only for what its own handler needs.
/// </summary>
[LambdaStartup]
[SuppressMessage("ApiDesign", "RS0030", Justification = "The one place that names the system's clock, ids and variables.")]
[SuppressMessage("Performance", "CA1822", Justification = "The Annotations generator calls ConfigureServices on an instance.")]
internal sealed class Startup
{
    public void ConfigureServices(IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Func<Guid>>(Guid.NewGuid);
        services.AddSingleton(new Settings(Environment.GetEnvironmentVariable));
        // Not Console.Out: the runtime makes a log line of what is written there, and the format must be the whole line.
        services.AddSingleton(provider => new Metrics(
            TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true }), provider.GetRequiredService<TimeProvider>()));
        AddClients(services);
        AddStores(services);
        AddFeatures(services);
    }

    private static void AddClients(IServiceCollection services)
    {
        services.AddSingleton<SingleSend>();
        services.AddSingleton<IAmazonBatch>(provider =>
            new AmazonBatchClient(provider.GetRequiredService<SingleSend>().Watch(new AmazonBatchConfig())));
        services.AddSingleton<IAmazonDynamoDB>(_ => new AmazonDynamoDBClient());
        services.AddSingleton<IAmazonCloudWatchLogs>(_ => new AmazonCloudWatchLogsClient());
        services.AddSingleton<IAmazonSQS>(_ => new AmazonSQSClient());
        services.AddSingleton<IAmazonEventBridge>(_ => new AmazonEventBridgeClient());
        // A folder on a laptop has no host name of its own for each bucket.
        services.AddSingleton<IAmazonS3>(provider =>
            new AmazonS3Client(new AmazonS3Config { ForcePathStyle = provider.GetRequiredService<Settings>().EndpointUrl is not null }));
    }

    private static void AddStores(IServiceCollection services)
    {
        services.AddSingleton(provider => new Table(
            provider.GetRequiredService<IAmazonDynamoDB>(),
            provider.GetRequiredService<Settings>().TableName,
            provider.GetRequiredService<Settings>().RecordRetention));
        services.AddSingleton(provider => new JobIndexes(provider.GetRequiredService<Table>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ISubmissionCounts>(provider => new CountTable(provider.GetRequiredService<Table>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IJobStore>(provider => new CountedJobs(
            new JobTable(provider.GetRequiredService<Table>(), provider.GetRequiredService<JobIndexes>()),
            provider.GetRequiredService<ISubmissionCounts>()));
        services.AddSingleton<IChangeFeed>(provider => new ChangeTable(provider.GetRequiredService<Table>()));
        services.AddSingleton<IIntentStore>(provider => new IntentTable(provider.GetRequiredService<Table>()));
        services.AddSingleton<IServiceJobStore>(provider => new ServiceJobTable(provider.GetRequiredService<Table>()));
        services.AddSingleton<IWatchStore>(provider => new WatchTable(provider.GetRequiredService<Table>()));
        services.AddSingleton<IKeptRequests>(provider => new KeptRequestTable(provider.GetRequiredService<Table>()));
        services.AddSingleton<IBlockedQueues>(provider => new BlockedQueueTable(provider.GetRequiredService<Table>()));
        services.AddSingleton<ISubmissionStore>(provider => new SubmissionTable(provider.GetRequiredService<Table>()));
        services.AddSingleton<IRecentBodies>(provider => new RecentBodyTable(provider.GetRequiredService<Table>()));
        services.AddSingleton<ISweepCursor>(provider => new SweepCursorTable(provider.GetRequiredService<Table>()));
        services.AddSingleton(provider => new ServiceSweepCursor(new SweepCursorTable(provider.GetRequiredService<Table>(), SweepCursorTable.OfServiceJobs)));
        services.AddSingleton<ISweepLease>(provider => new SweepLeaseTable(provider.GetRequiredService<Table>()));
    }

    private static void AddFeatures(IServiceCollection services)
    {
        services.AddSingleton<IBatchJobs>(provider => new CountedSubmissions(new BatchJobs(
            provider.GetRequiredService<IAmazonBatch>(),
            // AWS: SubmitJob is not idempotent (no client token), so the SDK must not repeat it.
            new AmazonBatchClient(provider.GetRequiredService<SingleSend>().Configure(new AmazonBatchConfig(), IntentRules.LongestCall)),
            provider.GetRequiredService<SingleSend>()), provider.GetRequiredService<Metrics>()));
        services.AddSingleton(provider => new JobSubmitter(
            provider.GetRequiredService<IIntentStore>(),
            provider.GetRequiredService<IJobStore>(),
            provider.GetRequiredService<IBatchJobs>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Func<Guid>>()));
        services.AddSingleton(provider => new FailedChildren(
            provider.GetRequiredService<IJobStore>(), provider.GetRequiredService<IBatchJobs>()));
        services.AddSingleton(provider => new JobTracker(
            provider.GetRequiredService<IJobStore>(),
            provider.GetRequiredService<IIntentStore>(),
            provider.GetRequiredService<FailedChildren>(),
            provider.GetRequiredService<IBlockedQueues>()));
        services.AddSingleton(provider => new CurrentRecords(
            provider.GetRequiredService<IJobStore>(),
            provider.GetRequiredService<IBatchJobs>(),
            provider.GetRequiredService<JobTracker>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new CreateOnce(
            provider.GetRequiredService<IKeptRequests>(),
            provider.GetRequiredService<SingleSend>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Func<Guid>>()));
        services.AddSingleton<IQueueLook>(provider => new BatchQueueLook(provider.GetRequiredService<IAmazonBatch>()));
        services.AddSingleton(provider => new WaitingLook(
            provider.GetRequiredService<IJobStore>(),
            provider.GetRequiredService<ISubmissionStore>(),
            provider.GetRequiredService<ISubmissionCounts>(),
            provider.GetRequiredService<IBatchJobs>(),
            provider.GetRequiredService<IBlockedQueues>(),
            provider.GetRequiredService<IQueueLook>()));
        services.AddSingleton(provider => new ChangeWatch(provider.GetRequiredService<IChangeFeed>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ChangeTeller(
            provider.GetRequiredService<IChangeFeed>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Func<Guid>>()));
        services.AddSingleton<IArrayChildren>(provider => new BatchArrayChildren(provider.GetRequiredService<IAmazonBatch>()));
        services.AddSingleton<ISignIn>(provider =>
        {
            var settings = provider.GetRequiredService<Settings>();

            return new IssuerSignIn(new HttpClient { Timeout = IssuerSignIn.Patience }, () => new(settings.JwtIssuer, settings.ConsoleClientId, settings.ConsoleScope));
        });
        services.AddSingleton<IJobLogs>(provider => new CloudWatchJobLogs(provider.GetRequiredService<IAmazonCloudWatchLogs>()));
        services.AddSingleton<IQueueNames>(provider => new BatchQueueNames(provider.GetRequiredService<IAmazonBatch>()));
        services.AddSingleton(provider => new FilteredJobs(
            provider.GetRequiredService<IJobStore>(), provider.GetRequiredService<IQueueNames>()));
        AddFailures(services);
        ServiceJobParts.Add(services);
        AddResubmissions(services);
        AddSubmissions(services);
    }

    private static void AddFailures(IServiceCollection services)
    {
        services.AddSingleton(_ => new DefaultRules());
        services.AddSingleton<IOutcomes>(provider => new EventBridgeOutcomes(
            provider.GetRequiredService<IAmazonEventBridge>(), provider.GetRequiredService<Settings>().EventBusName));
        services.AddSingleton(provider => new Successors(
            provider.GetRequiredService<IJobStore>(),
            provider.GetRequiredService<IIntentStore>(),
            provider.GetRequiredService<ISubmissionStore>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new StandIns(
            provider.GetRequiredService<CurrentRecords>(),
            provider.GetRequiredService<IJobStore>(),
            provider.GetRequiredService<Successors>()));
        services.AddSingleton(provider => new DependencyLook(
            provider.GetRequiredService<CurrentRecords>(), provider.GetRequiredService<StandIns>()));
        services.AddSingleton<IRequestCheck>(provider => new RequestCheck(provider.GetRequiredService<IIntentStore>()));
        services.AddSingleton(provider => new FailureDecisions(
            provider.GetRequiredService<IJobStore>(),
            provider.GetRequiredService<IRequestCheck>(),
            provider.GetRequiredService<DefaultRules>(),
            provider.GetRequiredService<DependencyLook>(),
            provider.GetRequiredService<Successors>()));
        services.AddSingleton(provider => new JobEnds(
            provider.GetRequiredService<IJobStore>(),
            provider.GetRequiredService<ISubmitQueue>(),
            provider.GetRequiredService<IOutcomes>(),
            provider.GetRequiredService<FailureDecisions>(),
            provider.GetRequiredService<Successors>(),
            provider.GetRequiredService<Metrics>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new LostResubmissions(
            provider.GetRequiredService<IJobStore>(), provider.GetRequiredService<IOutcomes>()));
        AddSweep(services);
    }

    private static void AddResubmissions(IServiceCollection services)
    {
        services.AddSingleton(provider => new JobResubmission(
            provider.GetRequiredService<IIntentStore>(),
            provider.GetRequiredService<DependencyLook>(),
            provider.GetRequiredService<Successors>(),
            provider.GetRequiredService<JobSubmitter>(),
            provider.GetRequiredService<SubmissionIntake>()));
        services.AddSingleton(provider => new ArrayResubmission(
            provider.GetRequiredService<IJobStore>(),
            provider.GetRequiredService<DependencyLook>(),
            provider.GetRequiredService<Successors>(),
            provider.GetRequiredService<SubmissionIntake>(),
            provider.GetRequiredService<TimeProvider>()));
    }

    private static void AddSweep(IServiceCollection services)
    {
        services.AddSingleton(provider => new SweepSettings(
            provider.GetRequiredService<Settings>().StaleAfter, provider.GetRequiredService<Settings>().StuckAfter));
        services.AddSingleton(provider => new JobSweep(
            provider.GetRequiredService<IWatchStore>(),
            provider.GetRequiredService<IJobStore>(),
            provider.GetRequiredService<JobTracker>(),
            provider.GetRequiredService<JobEnds>(),
            provider.GetRequiredService<IOutcomes>(),
            provider.GetRequiredService<ISubmissionCounts>(),
            provider.GetRequiredService<SweepSettings>()));
        services.AddSingleton(provider => new IntentEnds(
            provider.GetRequiredService<IIntentStore>(),
            provider.GetRequiredService<IJobStore>(),
            provider.GetRequiredService<SubmissionRows>(),
            provider.GetRequiredService<LostResubmissions>()));
        services.AddSingleton(provider => new IntentSweep(
            provider.GetRequiredService<IWatchStore>(),
            provider.GetRequiredService<IIntentStore>(),
            provider.GetRequiredService<IBatchJobs>(),
            provider.GetRequiredService<IntentEnds>()));
        services.AddSingleton(provider => new SweepLooks(
            provider.GetRequiredService<JobSweep>(),
            provider.GetRequiredService<IntentSweep>(),
            new SubmissionSweep(
                provider.GetRequiredService<IWatchStore>(),
                provider.GetRequiredService<ISubmissionStore>(),
                provider.GetRequiredService<ISubmitQueue>())));
        services.AddSingleton(provider => new JobLaps(
            provider.GetRequiredService<IWatchStore>(),
            provider.GetRequiredService<ISweepCursor>(),
            provider.GetRequiredService<IBatchJobs>(),
            provider.GetRequiredService<IJobStore>(),
            provider.GetRequiredService<JobSweep>(),
            provider.GetRequiredService<SweepSettings>(),
            provider.GetRequiredService<Metrics>()));
        services.AddSingleton(provider => new Reconciler(
            provider.GetRequiredService<IWatchStore>(),
            provider.GetRequiredService<IBatchJobs>(),
            provider.GetRequiredService<SweepLooks>(),
            provider.GetRequiredService<SweepSettings>(),
            provider.GetRequiredService<Metrics>()));
    }

    private static void AddSubmissions(IServiceCollection services)
    {
        services.AddSingleton<ISubmitQueue>(provider => new SqsSubmitQueue(
            provider.GetRequiredService<IAmazonSQS>(),
            provider.GetRequiredService<Settings>().SubmitQueueUrl,
            provider.GetRequiredService<Settings>().SubmitDeadLettersUrl));
        services.AddSingleton<IManifestFiles>(provider => new S3ManifestFiles(provider.GetRequiredService<IAmazonS3>()));
        services.AddSingleton<IBatchCatalog>(provider => new BatchCatalog(provider.GetRequiredService<IAmazonBatch>()));
        services.AddSingleton(provider => new ManifestReader(provider.GetRequiredService<IBatchCatalog>()));
        services.AddSingleton(provider => new ResultWriter(provider.GetRequiredService<IManifestFiles>()));
        services.AddSingleton(provider => new RetryPlan(provider.GetRequiredService<Settings>().SubmitBudget));
        services.AddSingleton(provider => new Pace(
            provider.GetRequiredService<Settings>().SubmissionsPerSecond, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new DependencyResolver(
            provider.GetRequiredService<IIntentStore>(),
            provider.GetRequiredService<IJobStore>(),
            provider.GetRequiredService<Successors>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SubmissionIntake(
            provider.GetRequiredService<ISubmissionStore>(),
            provider.GetRequiredService<ISubmitQueue>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SubmissionFinisher(
            provider.GetRequiredService<ISubmissionStore>(),
            provider.GetRequiredService<ISubmitQueue>(),
            provider.GetRequiredService<ResultWriter>(),
            provider.GetRequiredService<IOutcomes>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SubmissionRows(
            provider.GetRequiredService<ISubmissionStore>(), provider.GetRequiredService<ISubmissionCounts>(), provider.GetRequiredService<ISubmitQueue>()));
        services.AddSingleton(provider => new QueuedJobEnds(
            provider.GetRequiredService<SubmissionRows>(),
            provider.GetRequiredService<LostResubmissions>(),
            provider.GetRequiredService<Metrics>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new QueuedJobReturns(
            provider.GetRequiredService<ISubmitQueue>(),
            provider.GetRequiredService<QueuedJobEnds>(),
            provider.GetRequiredService<RetryPlan>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new QueuedJobSubmitter(
            provider.GetRequiredService<DependencyResolver>(),
            provider.GetRequiredService<Successors>(),
            provider.GetRequiredService<JobSubmitter>(),
            provider.GetRequiredService<Pace>(),
            provider.GetRequiredService<QueuedJobReturns>(),
            provider.GetRequiredService<QueuedJobEnds>()));
    }
}
