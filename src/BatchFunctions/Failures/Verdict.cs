using BatchFunctions.Submissions;

namespace BatchFunctions.Failures;

/// <summary>What is done about a failed job.</summary>
internal abstract record Verdict
{
    private Verdict()
    {
    }

    /// <param name="DependsOn">What the next try waits for.</param>
    internal sealed record Resubmit(Changes Changes, TimeSpan Delay, string Why, IReadOnlyList<QueuedDependency> DependsOn) : Verdict;

    /// <summary>Of an array job the failed children, each as a job of its own.</summary>
    internal sealed record ResubmitChildren(IReadOnlyList<NextChildren> Next, string Why) : Verdict;

    /// <summary>Somebody has resubmitted it before the rules were asked.</summary>
    internal sealed record ByOthers(string Why) : Verdict;

    internal sealed record GiveUp(string Why) : Verdict;

    /// <summary>Given up as well, and somebody should look.</summary>
    internal sealed record Notify(string Why) : Verdict;

    /// <summary>The fate of something that it rests on is not known yet.</summary>
    internal sealed record NotYet : Verdict;
}
