namespace LocalBatch.Testing;

/// <summary>A job never came to the status that a test waits for. The message ends with every job, its last status and why.</summary>
public sealed class JobWaitException : Exception
{
    /// <summary>With all that is known of the jobs.</summary>
    public JobWaitException(string message)
        : base(message)
    {
    }
}
