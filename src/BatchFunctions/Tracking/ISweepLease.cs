namespace BatchFunctions.Tracking;

/// <summary>Lets one sweep work at a time: two do no harm, they only do the same work twice.</summary>
internal interface ISweepLease
{
    /// <summary>Takes or renews the lease. An owner who takes it again has it, so an answer that was lost does no harm.</summary>
    /// <returns>Until when another sweep has it; <c>null</c> where it is the owner's now.</returns>
    Task<DateTimeOffset?> TakeAsync(string owner, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellation);

    /// <summary>Gives it back; nothing where it is not the owner's any more, so that a repetition does no harm.</summary>
    Task GiveBackAsync(string owner, CancellationToken cancellation);
}
