namespace LocalCloud.Lambda;

/// <summary>How many processes a function needs.</summary>
internal static class Scaling
{
    /// <summary>Processes to start now: one for each waiting event that none is coming up or free for, within the limit.</summary>
    public static int NewEnvironments(int waiting, int starting, int idle, int busy, int limit) =>
        Math.Clamp(waiting - starting - idle, 0, Math.Max(0, limit - starting - idle - busy));
}
