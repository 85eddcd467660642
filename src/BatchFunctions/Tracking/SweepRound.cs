namespace BatchFunctions.Tracking;

/// <summary>One round of the sweep.</summary>
/// <param name="Looked">Items compared.</param>
/// <param name="Repaired">Items of which we had not heard the news.</param>
/// <param name="Failed">Items that could not be compared; each is looked at again by a later sweep, or was given up.</param>
internal sealed record SweepRound(int Looked, int Repaired, int Failed = 0);
