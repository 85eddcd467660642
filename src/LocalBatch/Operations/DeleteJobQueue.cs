using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>Deletes a DISABLED job queue and ends every job in it. One that does not exist is deleted without a word.</summary>
internal static class DeleteJobQueue
{
    /// <exception cref="ClientException">It is still changing, or ENABLED.</exception>
    public static DeleteJobQueueResponse Run(DeleteJobQueueRequest request, EngineState state)
    {
        var name = Require.Text(request.JobQueue, "jobQueue");
        if (state.FindJobQueue(name) is not { } queue)
        {
            return new();
        }

        if (queue.Status.IsChanging)
        {
            throw ClientException.Raw(AwsTexts.QueueBeingModified);
        }

        if (queue.IsEnabled)
        {
            throw ClientException.Raw(OwnTexts.DeleteWhileEnabled);
        }

        Lifecycle.Begin(state, queue, LifecycleStatus.Deleting);

        return new();
    }
}
