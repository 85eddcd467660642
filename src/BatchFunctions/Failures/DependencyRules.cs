using BatchFunctions.Jobs;

namespace BatchFunctions.Failures;

/// <summary>Decides whether a failed job can be tried again, as far as what it depends on is concerned.</summary>
internal static class DependencyRules
{
    public static readonly string TooMany =
        $"More than {RequestRules.MostDependencies} jobs stand in for what it depends on, and AWS Batch takes no more dependencies.";

    /// <returns><c>null</c> where it can, waiting for <see cref="DependencyFates.WaitFor"/>.</returns>
    public static Verdict? Hinder(DependencyFates fates) => fates switch
    {
        { Lost: [var lost, ..] } => new Verdict.GiveUp($"It depends on {lost}, which is not resubmitted."),
        { Undecided.Count: > 0 } => new Verdict.NotYet(),
        { WaitFor.Count: > RequestRules.MostDependencies } => new Verdict.GiveUp(TooMany),
        _ => null,
    };

    /// <param name="job">A job that failed with DependencyFailed.</param>
    public static Verdict Cascade(JobRecord job, DependencyFates fates) => (Hinder(fates), fates) switch
    {
        ({ } hindrance, _) => hindrance,
        // AWS Batch says that one has failed, and shows none: its own news are behind.
        (null, { HasFailed: false, WaitFor.Count: > 0 }) => new Verdict.NotYet(),
        (null, { HasFailed: false }) => new Verdict.GiveUp("AWS Batch says that a job it depends on has failed, and all of them have succeeded."),
        _ => new Verdict.Resubmit(Changes.None, TimeSpan.Zero, "What it depends on is resubmitted.", fates.WaitFor),
    };
}
