namespace BatchFunctions.Tracking;

/// <summary>Calls of AWS Batch that one sweep may spend on searches for jobs in doubt: they share AWS's rate with the workers that submit.</summary>
internal sealed class SweepCalls
{
    public const int Most = 400;

    private const int LeastOfASearch = 2;

    private int _left = Most;

    /// <returns>The calls that a search may make; <c>null</c> where too few are left.</returns>
    public int? Grant(int most) => _left >= LeastOfASearch ? Math.Min(most, _left) : null;

    public void Take(int calls) => _left -= calls;
}
