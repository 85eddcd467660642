namespace LocalCloud.Lambda;

/// <summary>How many processes a function needs.</summary>
internal static class Scaling
{
    /// <summary>
    /// Processes to start now: one for each waiting event that none is coming up or free for, within the limit, and no more of them at
    /// once than <paramref name="atOnce"/>, since a start takes a processor for itself.
    /// </summary>
    public static int NewEnvironments(int waiting, int starting, int idle, int busy, int limit, int atOnce) =>
        Math.Clamp(waiting - starting - idle, 0, Math.Max(0, Math.Min(atOnce - starting, limit - starting - idle - busy)));
}
