using LocalBatch.Execution;

namespace LocalCloud.Ecs;

/// <summary>Which role a task has.</summary>
/// <param name="accountId">Account of roles that are given by name only.</param>
/// <param name="instanceProfiles">ARN of the role by the name of the instance profile that holds it, where the template declares it.</param>
internal sealed class RoleNames(string accountId, IReadOnlyDictionary<string, string> instanceProfiles)
{
    /// <summary>The job's own role, else on EC2 that of its instance; <c>null</c> on Fargate without one.</summary>
    public string? Of(EcsTask task) => (task.JobRoleArn, task.InstanceRole) switch
    {
        ({ } own, _) => Arn(own),
        // Differs: on AWS the instance's own metadata address gives these, which nobody can serve here.
        (null, { } instance) => OfInstance(instance),
        _ => null,
    };

    private string OfInstance(string profile)
    {
        var name = profile[(profile.LastIndexOf('/') + 1)..];

        // Inferred: a profile that is not declared holds the role of its own name, as the console makes it.
        return instanceProfiles.GetValueOrDefault(name) ?? Arn(name);
    }

    private string Arn(string role) => role.StartsWith("arn:", StringComparison.Ordinal) ? role : $"arn:aws:iam::{accountId}:role/{role}";
}
