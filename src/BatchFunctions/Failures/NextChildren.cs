namespace BatchFunctions.Failures;

/// <summary>The next try of children of an array job that failed alike.</summary>
/// <param name="Body">The array's SubmitJob body with what the rule changes.</param>
internal sealed record NextChildren(IReadOnlyList<int> Indices, string Body, TimeSpan Delay);
