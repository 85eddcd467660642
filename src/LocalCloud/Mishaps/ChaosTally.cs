using System.Globalization;

namespace LocalCloud.Mishaps;

/// <summary>What disorder there really was.</summary>
/// <param name="Seed">What it was drawn with.</param>
/// <param name="Duplicated">Events delivered and messages received a second time.</param>
/// <param name="Delayed">Events and messages held back for a while.</param>
/// <param name="Reordered">Events and messages that others have overtaken.</param>
/// <param name="Dropped">Events that a rule waited for and that were lost.</param>
/// <param name="Throttled">Calls to AWS Batch answered with TooManyRequestsException.</param>
/// <param name="Closed">Calls whose connection was closed without an answer.</param>
/// <param name="Withheld">Jobs left out of a list or a description because they were young.</param>
internal sealed record ChaosTally(int Seed, long Duplicated, long Delayed, long Reordered, long Dropped, long Throttled, long Closed, long Withheld)
{
    /// <summary>The line for whoever ends the stack.</summary>
    public string Line => string.Create(
        CultureInfo.InvariantCulture,
        $"Chaos of seed {Seed}: {Duplicated} duplicated, {Delayed} delayed, {Reordered} reordered, {Dropped} dropped, {Throttled} throttled, {Closed} closed, {Withheld} withheld.");
}
