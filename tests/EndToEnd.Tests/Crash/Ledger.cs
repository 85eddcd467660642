using System.Collections.Concurrent;

namespace EndToEnd.Tests.Crash;

/// <summary>What the stack has acknowledged so far, over all its lives. Clients of all kinds write into it at once.</summary>
internal sealed class Ledger
{
    /// <summary>Every job name starts with it.</summary>
    public const string Prefix = "crash-";

    private int _last;

    /// <summary>Ids that SubmitJob gave, by name.</summary>
    public ConcurrentDictionary<string, string> Jobs { get; } = new();

    /// <summary>Ids that <c>POST /jobs</c> gave, by Idempotency-Key, which is the job's name too.</summary>
    public ConcurrentDictionary<string, string> Requests { get; } = new();

    /// <summary>
    /// Submissions that <c>POST /jobs</c> promised (202), by Idempotency-Key: a kill cut the request short, and it met itself when it
    /// came again.
    /// </summary>
    public ConcurrentDictionary<string, string> Queued { get; } = new();

    /// <summary>Requests without an answer so far: a client sends them again under their key.</summary>
    public ConcurrentQueue<string> Unanswered { get; } = new();

    /// <summary>Content of stored manifests, by object key.</summary>
    public ConcurrentDictionary<string, string> Manifests { get; } = new();

    /// <summary>Bodies of the messages that SendMessage took.</summary>
    public ConcurrentBag<string> Messages { get; } = [];

    /// <summary>Answers that a living stack should not have given.</summary>
    public ConcurrentBag<string> Refusals { get; } = [];

    public string NewName(string kind) => $"{Prefix}{kind}-{Interlocked.Increment(ref _last)}";

    /// <summary>Names of the jobs that must be there in the end.</summary>
    public IEnumerable<string> JobNames => [.. Jobs.Keys, .. Requests.Keys, .. Queued.Keys, .. Manifests.Keys.SelectMany(CrashLoad.JobNames)];

    public override string ToString() =>
        $"{Jobs.Count} jobs by SubmitJob, {Requests.Count} by POST /jobs and {Queued.Count} queued, {Manifests.Count} manifests, {Messages.Count} messages acknowledged; {Unanswered.Count} requests open";
}
