using System.Diagnostics;
using System.Globalization;
using BatchFunctions.Jobs;

namespace BatchFunctions.Failures;

/// <summary>
/// Decides about an array job: each failed child by its own cause. It is resubmitted only if every one of them is, since
/// with one missing the array stays incomplete and nothing that waits for it can start.
/// </summary>
internal static class ArrayRules
{
    /// <param name="array">A FAILED array job.</param>
    /// <param name="failed">All its failed children.</param>
    /// <param name="rules">Its own rules, or the stack's.</param>
    public static Verdict Decide(JobRecord array, IReadOnlyList<FailedChild> failed, IReadOnlyList<FailureRule> rules)
    {
        if (array.Request is null || failed.Count == 0)
        {
            return FailureRules.Decide(array, rules);
        }

        var next = new List<NextChildren>();
        var reasons = new List<string>();
        // Children that failed alike are decided about once: there may be ten thousand.
        foreach (var alike in failed.GroupBy(child => (child.Cause, child.ExitCode)))
        {
            var first = alike.First();
            switch (FailureRules.Decide(array with { Cause = first.Cause, Attempts = first.Attempts }, rules))
            {
                case Verdict.Resubmit resubmit:
                    next.Add(new NextChildren([.. alike.Select(child => child.Index)], resubmit.Body, resubmit.Delay));
                    reasons.Add(resubmit.Why);
                    break;
                case Verdict.GiveUp(var why):
                    return new Verdict.GiveUp(Explain(first, why));
                case Verdict.Notify(var why):
                    return new Verdict.Notify(Explain(first, why));
                default:
                    throw new UnreachableException();
            }
        }

        return new Verdict.ResubmitChildren(next, string.Create(
            CultureInfo.InvariantCulture, $"{failed.Count} of {array.ArraySize} children: {string.Join(' ', reasons)}"));
    }

    private static string Explain(FailedChild child, string why) => string.Create(
        CultureInfo.InvariantCulture,
        $"Child {child.Index}: {why} The failed children can be resubmitted with POST /jobs/{child.ParentId}/resubmit.");
}
