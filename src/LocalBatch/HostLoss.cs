namespace LocalBatch;

/// <summary>How a simulated host goes away.</summary>
public enum HostLoss
{
    /// <summary>A Spot reclaim: jobs get SIGTERM; one that still exits 0 has SUCCEEDED.</summary>
    SpotInterruption,

    /// <summary>The instance is gone; whatever its jobs still report is lost with it.</summary>
    Terminated,
}
