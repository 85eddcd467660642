using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using BatchFunctions.Jobs;

namespace BatchFunctions.Failures;

/// <summary>
/// Decides about an array job: each failed child by its own cause. It is resubmitted only if every one of them is, since
/// with one missing the array stays incomplete and nothing that waits for it can start.
/// </summary>
internal static class ArrayRules
{
    private const int MostWhy = 1024;

    // The verdict is written on the array's record, of which DynamoDB takes 400 KB.
    private const int MostKinds = 50;

    /// <param name="array">A FAILED array job.</param>
    /// <param name="failed">All its failed children.</param>
    /// <param name="rules">Its own rules, or the stack's.</param>
    /// <param name="fates">What has become of what a child depended on.</param>
    public static Verdict Decide(
        JobRecord array, IReadOnlyList<FailedChild> failed, IReadOnlyList<FailureRule> rules, Func<FailedChild, DependencyFates> fates)
    {
        if (array.Request is null || failed.Count == 0)
        {
            return FailureRules.Decide(array, rules);
        }

        var next = new List<(string Key, NextChildren Children)>();
        var reasons = new List<string>();
        // Children that failed alike are decided about once: there may be ten thousand.
        foreach (var alike in failed.Select(child => (Child: child, Fates: fates(child))).GroupBy(one => (one.Child.Cause, one.Child.ExitCode, Key(one.Fates))))
        {
            var (first, fate) = alike.First();
            switch (DependencyRules.Hinder(fate) ?? Decide(array, first, fate, rules))
            {
                case Verdict.Resubmit resubmit:
                    next.Add((
                        $"{resubmit.Changes}{resubmit.Delay}{alike.Key.Item3}",
                        new NextChildren([.. alike.Select(one => one.Child.Index)], resubmit.Changes, resubmit.Delay, fate.WaitFor)));
                    reasons.Add(resubmit.Why);
                    break;
                case Verdict.GiveUp(var why):
                    return new Verdict.GiveUp(Explain(first, why));
                case Verdict.Notify(var why):
                    return new Verdict.Notify(Explain(first, why));
                case Verdict.NotYet:
                    return new Verdict.NotYet();
                default:
                    throw new UnreachableException();
            }
        }

        List<NextChildren> kinds = [.. next.GroupBy(one => one.Key, one => one.Children).Select(Together)];
        var text = string.Join(' ', reasons.Distinct());

        return kinds.Count > MostKinds
            ? new Verdict.GiveUp(Explain(failed[0], $"The failed children would have to be tried again in {kinds.Count} ways, and {MostKinds} can be written down."))
            : new Verdict.ResubmitChildren(kinds, string.Create(
                CultureInfo.InvariantCulture, $"{failed.Count} of {array.ArraySize} children: {text[..Math.Min(text.Length, MostWhy)]}"));
    }

    /// <summary>One that failed only because of others follows them, where a rule lets children be single jobs at all.</summary>
    private static Verdict Decide(JobRecord array, FailedChild child, DependencyFates fates, IReadOnlyList<FailureRule> rules)
    {
        var verdict = FailureRules.Decide(array with { Cause = child.Cause, Attempts = child.Attempts }, rules);

        return child.Cause != nameof(FailureCause.DependencyFailed) || verdict is Verdict.Resubmit ? verdict
            : rules.Any(rule => rule.ArrayChildren == true)
                ? new Verdict.Resubmit(Changes.None, TimeSpan.Zero, "What they depend on is resubmitted.", fates.WaitFor)
                : new Verdict.GiveUp("It depends on others that failed, and no rule is for arrayChildren.");
    }

    private static NextChildren Together(IEnumerable<NextChildren> alike)
    {
        var all = alike.ToList();

        return all[0] with { Indices = [.. all.SelectMany(one => one.Indices).Order()] };
    }

    private static string Key(DependencyFates fates) =>
        fates == DependencyFates.None ? "" : JsonSerializer.Serialize(fates, FatesJson.Default.DependencyFates);

    private static string Explain(FailedChild child, string why) => string.Create(
        CultureInfo.InvariantCulture,
        $"Child {child.Index}: {why} The failed children can be resubmitted with POST /jobs/{child.ParentId}/resubmit.");
}
