using System.Globalization;
using System.Text;
using LocalBatch.Execution;

namespace LocalBatch.Testing;

/// <summary>One attempt of a job, as the delegate that stands for its program sees it.</summary>
public sealed class JobRun
{
    private readonly Attempt _attempt;
    private readonly IJobLogStream _log;
    private readonly TimeProvider _time;

    internal JobRun(Attempt attempt, IJobLogStream log, TimeProvider time, CancellationToken stopping) =>
        (_attempt, _log, _time, Stopping) = (attempt, log, time, stopping);

    /// <summary>Job id; for a child of an array <c>parent:index</c>.</summary>
    public string JobId => _attempt.JobId;

    /// <summary>The name that the job was submitted with.</summary>
    public string JobName => _attempt.JobName;

    /// <summary>Name of the job definition, without its revision.</summary>
    public string JobDefinition => DefinitionOf(_attempt);

    /// <summary>1 for the first attempt.</summary>
    public int Attempt => _attempt.Number;

    /// <summary>Place of a child in its array; <c>null</c> of other jobs.</summary>
    public int? ArrayIndex => Environment.TryGetValue("AWS_BATCH_JOB_ARRAY_INDEX", out var index) ? int.Parse(index, CultureInfo.InvariantCulture) : null;

    /// <summary>Image reference.</summary>
    public string Image => _attempt.Image;

    /// <summary>Program and arguments, every <c>Ref::</c> substituted; empty where neither the definition nor the request names one.</summary>
    public IReadOnlyList<string> Command => _attempt.Command;

    /// <summary>The job's whole environment, with the variables of AWS Batch.</summary>
    public IReadOnlyDictionary<string, string> Environment => _attempt.Environment;

    /// <summary>vCPUs that it has.</summary>
    public decimal Vcpus => _attempt.Vcpus;

    /// <summary>MiB that it has.</summary>
    public int MemoryMiB => _attempt.MemoryMiB;

    /// <summary>Cancelled when AWS Batch asks the job to end: terminated, timed out, or its host goes.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Writes a line to the job's log stream.</summary>
    public void Log(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        _log.Append(_time.GetUtcNow(), Encoding.UTF8.GetBytes(line));
    }

    internal static string DefinitionOf(Attempt attempt) => attempt.LogStreamName.Split('/')[0];
}
