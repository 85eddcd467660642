using BatchFunctions.Jobs;
using BatchFunctions.Manifests;
using SubmittedJob = LocalCloud.Console.SubmittedJob;

namespace LocalBatch.Cli.Manifests;

/// <summary>What goes to AWS Batch next of a manifest, with the ids of the jobs that it waits for. Values in, values out.</summary>
/// <param name="jobs">In dependency order.</param>
internal sealed class DirectOrder(IReadOnlyList<PlannedJob> jobs)
{
    private readonly List<SubmittedJob> _submitted = [];
    private readonly Dictionary<string, string?> _ids = new(StringComparer.Ordinal);

    public int Count => jobs.Count;

    /// <summary>What AWS Batch has taken or refused, and what was never sent, since it waits for what was refused.</summary>
    public IReadOnlyList<SubmittedJob> Submitted => _submitted;

    /// <summary>The next job, and its SubmitJob body; <c>null</c> once there is none. The same again until <see cref="Take"/> is told of it.</summary>
    public (string JobName, string Body)? Next()
    {
        while (_submitted.Count < jobs.Count)
        {
            var job = jobs[_submitted.Count];
            if (job.DependsOn.FirstOrDefault(IsRefused) is { JobName: { } refused })
            {
                Take(new(job.Request.JobName, null, $"It depends on '{refused}', which was refused."));
                continue;
            }

            return (job.Request.JobName, DependencyText.Add(
                job.Body(), [.. job.DependsOn.Select(dependency => dependency.JobName is { } name ? dependency with { JobId = _ids[name] } : dependency)]));
        }

        return null;
    }

    /// <summary>What became of the job that was the next.</summary>
    public void Take(SubmittedJob job)
    {
        _submitted.Add(job);
        _ids[job.JobName] = job.JobId;
    }

    private bool IsRefused(Dependency dependency) => dependency.JobName is { } name && _ids[name] is null;
}
