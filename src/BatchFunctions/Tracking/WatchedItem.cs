namespace BatchFunctions.Tracking;

/// <summary>Something that is not over yet: either a job or an intent.</summary>
internal sealed record WatchedItem(string? JobId, string? Token);
