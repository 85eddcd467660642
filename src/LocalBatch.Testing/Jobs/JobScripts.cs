using LocalBatch.Execution;

namespace LocalBatch.Testing.Jobs;

/// <summary>Which delegate stands for which program: of those that fit, the last one said.</summary>
internal sealed class JobScripts
{
    private readonly Lock _gate = new();
    private readonly List<(Func<Attempt, bool> Fits, Func<JobRun, Task<JobResult>> Run)> _all = [];

    public void Add(Func<Attempt, bool> fits, Func<JobRun, Task<JobResult>> run)
    {
        lock (_gate)
        {
            _all.Add((fits, run));
        }
    }

    /// <returns><c>null</c> where none fits.</returns>
    public Func<JobRun, Task<JobResult>>? Find(Attempt attempt)
    {
        lock (_gate)
        {
            return _all.FindLast(script => script.Fits(attempt)).Run;
        }
    }
}
