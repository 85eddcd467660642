using System.Globalization;
using LocalBatch.Execution;
using LocalBatch.Jobs;

namespace LocalBatch.Engine;

/// <summary>Makes of a job that has been placed what an executor needs to run it.</summary>
internal static class AttemptFactory
{
    private const string ReservedPrefix = "AWS_BATCH";

    public static Attempt Create(Job job, RunningAttempt attempt, TimeSpan grace)
    {
        var spec = job.Spec;
        var container = spec.ResolveContainer();

        return new()
        {
            TaskId = attempt.TaskId.ToString("N"),
            JobId = job.Key.ToString(),
            Number = attempt.Number,
            Image = container.Image,
            Command = container.Command,
            Environment = Variables(job, attempt, container),
            Vcpus = spec.Demand.Vcpus,
            MemoryMiB = spec.Demand.MemoryMiB,
            LogGroup = LogStreams.Group(spec.Definition),
            LogStreamName = LogStreams.Name(spec.Definition, attempt.TaskId),
            Grace = grace,
            HasInit = container.HasInit,
            Surroundings = spec.Demand.Gpus > 0 ? container.Surroundings with { Gpus = spec.Demand.Gpus } : container.Surroundings,
        };
    }

    private static Dictionary<string, string> Variables(Job job, RunningAttempt attempt, ContainerTemplate container)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in container.Environment)
        {
            // AWS: names that begin with AWS_BATCH are accepted and never reach the job (observed).
            if (!variable.Name.StartsWith(ReservedPrefix, StringComparison.Ordinal))
            {
                variables[variable.Name] = variable.Value;
            }
        }

        variables["AWS_BATCH_JOB_ID"] = job.Key.ToString();
        variables["AWS_BATCH_JOB_ATTEMPT"] = attempt.Number.ToString(CultureInfo.InvariantCulture);
        variables["AWS_BATCH_JQ_NAME"] = job.Spec.Queue.Name;
        variables["AWS_BATCH_CE_NAME"] = attempt.Host.Environment.Name;
        if (job.Index >= 0)
        {
            variables["AWS_BATCH_JOB_ARRAY_INDEX"] = job.Index.ToString(CultureInfo.InvariantCulture);
            variables["AWS_BATCH_JOB_ARRAY_SIZE"] = job.Spec.ArraySize.ToString(CultureInfo.InvariantCulture);
        }

        return variables;
    }
}
