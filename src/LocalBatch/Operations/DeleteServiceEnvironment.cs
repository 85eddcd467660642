using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Resources;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>Deletes a DISABLED service environment that no job queue uses. One that does not exist is deleted without a word.</summary>
internal static class DeleteServiceEnvironment
{
    /// <exception cref="ClientException">It is still changing, ENABLED, or used by a job queue.</exception>
    public static DeleteServiceEnvironmentResponse Run(DeleteServiceEnvironmentRequest request, EngineState state)
    {
        if (state.FindServiceEnvironment(Require.Text(request.ServiceEnvironment, "serviceEnvironment")) is not { } environment)
        {
            return new();
        }

        // Inferred: AWS's texts for compute environments.
        Refuse(environment.Status.IsChanging, AwsTexts.EnvironmentBeingModified);
        Refuse(environment.IsEnabled, OwnTexts.DeleteWhileEnabled);
        Refuse(state.JobQueues.Values.Any(queue => queue.Services?.Environment == environment), AwsTexts.QueueRelationship);
        ServiceLifecycle.Begin(state, environment, LifecycleStatus.Deleting);

        return new();
    }

    private static void Refuse(bool isWrong, string error)
    {
        if (isWrong)
        {
            throw ClientException.Raw(error);
        }
    }
}
