using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;

namespace LocalBatch.Operations;

/// <summary>Deletes a scheduling policy that no job queue uses. One that does not exist is deleted without a word.</summary>
internal static class DeleteSchedulingPolicy
{
    /// <exception cref="ClientException">A job queue uses it.</exception>
    public static DeleteSchedulingPolicyResponse Run(DeleteSchedulingPolicyRequest request, EngineState state)
    {
        if (state.FindSchedulingPolicy(Require.Text(request.Arn, "arn")) is not { } policy)
        {
            return new();
        }

        if (state.JobQueues.Values.Any(queue => queue.Policy == policy))
        {
            // Inferred: AWS's text for a compute environment in use; that of a policy is not known.
            throw ClientException.Raw(AwsTexts.QueueRelationship);
        }

        state.SchedulingPolicies.Remove(policy.Name);
        state.Catalog.Touch(CatalogKind.SchedulingPolicy, policy.Name);

        return new();
    }
}
