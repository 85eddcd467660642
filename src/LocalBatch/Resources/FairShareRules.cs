namespace LocalBatch.Resources;

/// <summary>
/// The arithmetic of fair share. A share's usage is vCPU-seconds that count less the older they are; usage times weight is
/// its score, and the share of the lowest score goes first.
/// </summary>
/// <param name="DecaySeconds"><c>shareDecaySeconds</c>, 0 to 604,800.</param>
/// <param name="ReservationPercent"><c>computeReservation</c>, 0 to 99.</param>
/// <param name="Weights"><c>shareDistribution</c>.</param>
internal sealed record FairShareRules(int DecaySeconds, int ReservationPercent, IReadOnlyList<ShareWeight> Weights)
{
    // AWS: a shareDecaySeconds of 0 is the default minimum window of 600 seconds (API_FairsharePolicy).
    private const int ShortestWindowSeconds = 600;

    // Inferred: AWS does not tell its curve. Usage halves twice within the window.
    private const int HalvingsInWindow = 2;

    // Of 1 to 400 seconds, ten came closest to 1/weight in the long run: with less a share gets too much before its usage shows,
    // with more one large job weighs like many.
    private const double SecondsAhead = 10;

    private const double MilliPerUnit = 1000;

    public long WindowMilliseconds => (DecaySeconds == 0 ? ShortestWindowSeconds : DecaySeconds) * 1000L;

    private double HalfLifeMilliseconds => WindowMilliseconds / (double)HalvingsInWindow;

    /// <summary>The entry that covers a share; entries never overlap.</summary>
    public ShareWeight? EntryOf(string share) => Weights.FirstOrDefault(entry => entry.Covers(share));

    /// <summary>Usage after some time in which the share held the same vCPUs throughout.</summary>
    /// <param name="vcpuSeconds">Usage before.</param>
    /// <param name="milliVcpus">Thousandths of a vCPU held meanwhile.</param>
    /// <param name="milliseconds">How long.</param>
    public double After(double vcpuSeconds, long milliVcpus, long milliseconds)
    {
        var kept = Math.Pow(2, -milliseconds / HalfLifeMilliseconds);
        var meanLifeSeconds = HalfLifeMilliseconds / MilliPerUnit / Math.Log(2);

        return (vcpuSeconds * kept) + (milliVcpus / MilliPerUnit * meanLifeSeconds * (1 - kept));
    }

    /// <summary>What orders shares, lowest first.</summary>
    // Inferred: what a share holds now counts as some seconds of it, so that within one moment the next job goes to another share.
    public static double Score(double vcpuSeconds, long milliVcpus, double weight) =>
        (vcpuSeconds + (milliVcpus / MilliPerUnit * SecondsAhead)) * weight;

    /// <summary>The part of all vCPUs that stays free for shares that are not in use, 0 to 1.</summary>
    // AWS: (computeReservation / 100) ^ active shares (API_FairsharePolicy).
    public double Reserved(int activeShares) => activeShares == 0 ? 0 : Math.Pow(ReservationPercent / 100.0, activeShares);
}
