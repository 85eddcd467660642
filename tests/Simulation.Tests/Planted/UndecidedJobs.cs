using BatchFunctions.Jobs;
using Simulation.Tests.Cloud;

namespace Simulation.Tests.Planted;

/// <summary>What is decided about a failed job is not written down.</summary>
internal sealed class UndecidedJobs(IJobStore inner) : JobStoreDecorator(inner)
{
    public override Task RecordDecisionAsync(string jobId, string decision, string why, CancellationToken cancellation) => Task.CompletedTask;
}
