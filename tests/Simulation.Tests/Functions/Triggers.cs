using Amazon.Lambda.CloudWatchEvents.ScheduledEvents;
using BatchFunctions.Submissions;
using BatchFunctions.Submitting;
using BatchFunctions.Tracking;
using Microsoft.Extensions.DependencyInjection;

namespace Simulation.Tests.Functions;

/// <summary>Binds the functions to their queues, to the bucket and to the schedule, with the time-outs of template.yaml.</summary>
internal sealed class Triggers(Stack stack)
{
    private static readonly TimeSpan SubmitLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan StateChangeLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ManifestLimit = TimeSpan.FromSeconds(300);

    private static readonly TimeSpan SweepLimit = TimeSpan.FromSeconds(240);

    private bool _isSweeping;

    public void Bind()
    {
        stack.SubmitQueue.Target = messages => stack.Functions.InvokeAsync("SubmitQueuedJobs", SubmitLimit, (services, context) =>
            ActivatorUtilities.CreateInstance<SubmitQueuedJobsHandler>(services).SubmitQueuedJobs(messages, context));
        stack.StateChangeQueue.Target = messages => stack.Functions.InvokeAsync("JobStateChanged", StateChangeLimit, (services, context) =>
            ActivatorUtilities.CreateInstance<JobStateChangedHandler>(services).JobStateChanged(messages, context));
        stack.Bucket.Target = dropped => stack.Functions.InvokeAsync("ManifestDropped", ManifestLimit, async (services, context) =>
        {
            await ActivatorUtilities.CreateInstance<ManifestDroppedHandler>(services).ManifestDropped(dropped, context);

            return true;
        });
    }

    /// <summary>The sweep, never twice at a time.</summary>
    public async Task SweepAsync()
    {
        if (_isSweeping)
        {
            return;
        }

        _isSweeping = true;
        await stack.Functions.InvokeAsync("ReconcileJobs", SweepLimit, async (services, context) =>
        {
            await ActivatorUtilities.CreateInstance<ReconcileJobsHandler>(services).ReconcileJobs(new ScheduledEvent(), context);

            return true;
        });
        _isSweeping = false;
    }
}
