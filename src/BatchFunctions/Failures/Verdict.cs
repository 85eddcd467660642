namespace BatchFunctions.Failures;

/// <summary>What is done about a failed job.</summary>
internal abstract record Verdict
{
    private Verdict()
    {
    }

    /// <param name="Body">The SubmitJob body of the next try, without the dependencies that have to be rewired.</param>
    /// <param name="WaitsFor">Failed jobs whose stand-ins the next try waits for.</param>
    internal sealed record Resubmit(string Body, TimeSpan Delay, string Why, IReadOnlyList<FailedDependency> WaitsFor) : Verdict;

    /// <summary>Of an array job the failed children, each as a job of its own.</summary>
    internal sealed record ResubmitChildren(IReadOnlyList<NextChildren> Next, string Why) : Verdict;

    internal sealed record GiveUp(string Why) : Verdict;

    /// <summary>Given up as well, and somebody should look.</summary>
    internal sealed record Notify(string Why) : Verdict;

    /// <summary>A job that it depended on failed too, and nothing is decided about that yet.</summary>
    internal sealed record NotYet : Verdict;
}
