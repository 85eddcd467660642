namespace LocalBatch.Jobs;

/// <summary>The orders in which a queue keeps its jobs.</summary>
internal static class JobOrder
{
    public static IComparer<Job> BySubmission { get; } =
        Comparer<Job>.Create((a, b) => a.Spec.Sequence.CompareTo(b.Spec.Sequence));

    /// <summary>Retries first, then by submission; children by index, those already objects before the rest of their array.</summary>
    // AWS: retried jobs go to the front of the queue (user guide, best practices).
    public static IComparer<Job> ByDispatch { get; } = Comparer<Job>.Create((a, b) =>
    {
        var order = (a.Attempts.Count == 0).CompareTo(b.Attempts.Count == 0);
        order = order != 0 ? order : a.Spec.Sequence.CompareTo(b.Spec.Sequence);

        return order != 0 ? order : ((uint)a.Index).CompareTo((uint)b.Index);
    });

    /// <summary>Within a share: higher scheduling priority first, then as in <see cref="ByDispatch"/>.</summary>
    // AWS: scheduling priority counts within one share identifier only (API_SubmitJob, schedulingPriorityOverride).
    public static IComparer<Job> ByPriority { get; } = Comparer<Job>.Create((a, b) =>
        b.Spec.SchedulingPriority.CompareTo(a.Spec.SchedulingPriority) is not 0 and var order ? order : ByDispatch.Compare(a, b));

    /// <summary>A job to compare with: the last that may stand before <paramref name="sequence"/>.</summary>
    /// <param name="like">Any job; only its sequence is replaced.</param>
    public static Job JustBelow(long sequence, Job like) => new(like.Spec with { Sequence = sequence - 1 });
}
