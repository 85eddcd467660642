using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>Deletes a DISABLED compute environment that no job queue uses. One that does not exist is deleted without a word.</summary>
internal static class DeleteComputeEnvironment
{
    /// <exception cref="ClientException">It is still changing, ENABLED, or in the order of a job queue.</exception>
    public static DeleteComputeEnvironmentResponse Run(DeleteComputeEnvironmentRequest request, EngineState state)
    {
        var name = Require.Text(request.ComputeEnvironment, "computeEnvironment");
        if (state.FindComputeEnvironment(name) is not { } entry)
        {
            return new();
        }

        Check(entry.Environment, state);
        foreach (var host in entry.Environment.Hosts.All)
        {
            // Jobs of a queue that has been moved to other environments may still run here.
            HostRules.Lose(state.Jobs, host, AttemptStop.HostLost);
        }

        Lifecycle.Begin(state, entry, LifecycleStatus.Deleting);

        return new();
    }

    private static void Check(ComputeEnvironment environment, EngineState state)
    {
        if (environment.Status.IsChanging)
        {
            throw ClientException.Raw(AwsTexts.EnvironmentBeingModified);
        }

        if (environment.IsEnabled)
        {
            throw ClientException.Raw(OwnTexts.DeleteWhileEnabled);
        }

        if (state.JobQueues.Values.Any(queue => queue.Environments.Any(entry => entry.Environment == environment)))
        {
            throw ClientException.Raw(AwsTexts.QueueRelationship);
        }
    }
}
