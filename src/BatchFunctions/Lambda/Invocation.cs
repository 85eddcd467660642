using Amazon.Lambda.Core;

namespace BatchFunctions.Lambda;

/// <summary>The time that Lambda gives an invocation.</summary>
internal static class Invocation
{
    /// <summary>Kept back from the time that is left, so that the answer still leaves.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMilliseconds(500);

    // AWS: no invocation lasts longer (Lambda quotas); timers of .NET refuse what a deadline in another century would leave.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>A token that is cancelled just before Lambda would end the invocation.</summary>
    public static CancellationTokenSource Limit(ILambdaContext context)
    {
        // AWS: the context tells the deadline as it came (RuntimeSupport 2.1.2): negative where there is none, and without an upper end.
        var left = context.RemainingTime - Reserve;

        return left > TimeSpan.Zero ? new CancellationTokenSource(left < Longest ? left : Longest) : new CancellationTokenSource();
    }
}
