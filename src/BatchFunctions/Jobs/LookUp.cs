namespace BatchFunctions.Jobs;

/// <summary>A search among the jobs of a queue for the one that carries a token.</summary>
/// <param name="Doubt">When the job may have been made.</param>
/// <param name="Position">Where an earlier search for the same stopped; <c>null</c> to begin.</param>
internal sealed record LookUp(string JobQueue, string JobName, string Token, Doubt Doubt, string? Position)
{
    /// <summary>
    /// Calls that one search makes before it pauses. With 0.3 s for each they are over while the lease still leaves time for a SubmitJob: see
    /// <see cref="IntentRules.LeavesTime"/>.
    /// </summary>
    public const int MostCalls = 40;

    /// <summary>How far the clock by which AWS Batch stamps its jobs and ours may be apart, with room to spare.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>Jobs made before are none of ours.</summary>
    public DateTimeOffset Oldest => Doubt.From - ClockSkew;

    /// <summary>So are jobs made then or later.</summary>
    public DateTimeOffset Newest => Doubt.Until + ClockSkew;

    /// <returns><c>null</c> where no call is in doubt, so that there is nothing to look for.</returns>
    public static LookUp? For(Intent intent) =>
        intent.Doubt is { } doubt ? new(intent.JobQueue, intent.JobName, intent.Token, doubt, intent.LookUpPosition) : null;
}

/// <summary>What a search has come to.</summary>
internal abstract record Finding
{
    private Finding()
    {
    }

    /// <summary>Calls of AWS Batch that it took.</summary>
    public required int Calls { get; init; }

    internal sealed record Found(string JobId) : Finding;

    /// <summary>Looked through to the end: AWS Batch lists no such job.</summary>
    internal sealed record Absent : Finding;

    /// <summary>So many jobs that it is to be continued.</summary>
    /// <param name="Position">From where.</param>
    internal sealed record Unfinished(string Position) : Finding;
}
