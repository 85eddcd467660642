namespace BatchFunctions.Tracking;

/// <summary>One round of the sweep.</summary>
/// <param name="Looked">Items compared.</param>
/// <param name="Repaired">Items of which we had not heard the news.</param>
internal sealed record SweepRound(int Looked, int Repaired);
