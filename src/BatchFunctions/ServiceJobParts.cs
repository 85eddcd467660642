using Amazon.Batch;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Outcomes;
using BatchFunctions.ServiceJobs;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Submitting;
using BatchFunctions.Tracking;
using Microsoft.Extensions.DependencyInjection;

namespace BatchFunctions;

/// <summary>The part of <see cref="Startup"/> that registers what service jobs take.</summary>
internal static class ServiceJobParts
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton(provider => new FilteredServiceJobs(
            provider.GetRequiredService<IServiceJobStore>(), provider.GetRequiredService<IQueueNames>()));
        services.AddSingleton(provider => new ServiceJobSubmitter(
            provider.GetRequiredService<IAmazonBatch>(),
            provider.GetRequiredService<IServiceJobStore>(),
            provider.GetRequiredService<Metrics>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ServiceJobTracker(
            provider.GetRequiredService<IServiceJobStore>(),
            provider.GetRequiredService<IAmazonBatch>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ServiceJobEnds(
            provider.GetRequiredService<IServiceJobStore>(),
            provider.GetRequiredService<ServiceJobTracker>(),
            provider.GetRequiredService<ISubmitQueue>(),
            provider.GetRequiredService<IOutcomes>(),
            provider.GetRequiredService<Metrics>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ServiceJobNews(
            provider.GetRequiredService<IServiceJobStore>(),
            provider.GetRequiredService<ServiceJobTracker>(),
            provider.GetRequiredService<ServiceJobEnds>()));
        services.AddSingleton(provider => new ServiceJobLaps(
            provider.GetRequiredService<ServiceSweepCursor>(),
            provider.GetRequiredService<IServiceJobStore>(),
            provider.GetRequiredService<IAmazonBatch>(),
            new ServiceJobSweep(
                provider.GetRequiredService<IServiceJobStore>(),
                provider.GetRequiredService<ServiceJobTracker>(),
                provider.GetRequiredService<ServiceJobEnds>(),
                provider.GetRequiredService<IOutcomes>(),
                provider.GetRequiredService<SweepSettings>()),
            provider.GetRequiredService<SweepSettings>(),
            provider.GetRequiredService<Metrics>()));
        services.AddSingleton(provider => new QueuedServiceJobs(
            provider.GetRequiredService<IServiceJobStore>(),
            provider.GetRequiredService<ServiceJobTracker>(),
            provider.GetRequiredService<ServiceJobSubmitter>(),
            provider.GetRequiredService<IOutcomes>(),
            provider.GetRequiredService<ISubmitQueue>(),
            provider.GetRequiredService<RetryPlan>(),
            provider.GetRequiredService<TimeProvider>()));
    }
}
