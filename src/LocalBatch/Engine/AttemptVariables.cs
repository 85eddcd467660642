using System.Globalization;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Engine;

/// <summary>The environment of a container: its own variables, and those of AWS Batch.</summary>
internal static class AttemptVariables
{
    private const string ReservedPrefix = "AWS_BATCH";

    public static Dictionary<string, string> Of(Job job, RunningAttempt attempt, IReadOnlyList<EnvironmentVariable> own, string region)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in own)
        {
            // AWS: names that begin with AWS_BATCH are accepted and never reach the job (observed).
            if (!variable.Name.StartsWith(ReservedPrefix, StringComparison.Ordinal))
            {
                variables[variable.Name] = variable.Value;
            }
        }

        if (attempt.Host.Environment.Offer.Platform == Platform.Eks)
        {
            // AWS: uid of the node of Kubernetes (user guide, job environment variables).
            variables["AWS_BATCH_JOB_KUBERNETES_NODE_UID"] = PodNames.NodeUid(attempt.Host.Identity);
        }
        else
        {
            // AWS: the ECS agent says where a task runs, whatever its definition says of it (ECS developer guide, task metadata).
            variables["AWS_EXECUTION_ENV"] = attempt.Host.Identity.IsFargate ? "AWS_ECS_FARGATE" : "AWS_ECS_EC2";
        }

        variables.TryAdd("AWS_REGION", region);
        variables.TryAdd("AWS_DEFAULT_REGION", region);
        variables["AWS_BATCH_JOB_ID"] = job.Key.ToString();
        variables["AWS_BATCH_JOB_ATTEMPT"] = attempt.Number.ToString(CultureInfo.InvariantCulture);
        variables["AWS_BATCH_JQ_NAME"] = job.Spec.Queue.Name;
        variables["AWS_BATCH_CE_NAME"] = attempt.Host.Environment.Name;
        if (job.Node is not null)
        {
            AddNode(variables, job);
        }
        else if (job.Index >= 0)
        {
            variables["AWS_BATCH_JOB_ARRAY_INDEX"] = job.Index.ToString(CultureInfo.InvariantCulture);
            variables["AWS_BATCH_JOB_ARRAY_SIZE"] = job.Spec.ArraySize.ToString(CultureInfo.InvariantCulture);
        }

        return variables;
    }

    private static void AddNode(Dictionary<string, string> variables, Job job)
    {
        if (job.Spec.Workload?.Nodes is not { } nodes)
        {
            return;
        }

        variables["AWS_BATCH_JOB_NODE_INDEX"] = job.Index.ToString(CultureInfo.InvariantCulture);
        variables["AWS_BATCH_JOB_NUM_NODES"] = nodes.Count.ToString(CultureInfo.InvariantCulture);
        variables["AWS_BATCH_JOB_MAIN_NODE_INDEX"] = nodes.Main.ToString(CultureInfo.InvariantCulture);
        // AWS: given to the child nodes only (user guide, job environment variables).
        if (job.Index != nodes.Main)
        {
            variables["AWS_BATCH_JOB_MAIN_NODE_PRIVATE_IPV4_ADDRESS"] = NodeAddresses.Of(job.Spec, nodes.Main);
        }
    }
}
