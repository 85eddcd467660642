namespace BatchFunctions.Jobs;

/// <summary>When SubmitJob calls of an intent may have gone through unheard.</summary>
/// <param name="From">Before the first of them began.</param>
/// <param name="Until">After the last of them was over.</param>
internal sealed record Doubt(DateTimeOffset From, DateTimeOffset Until);
