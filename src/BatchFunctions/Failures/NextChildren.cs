using BatchFunctions.Submissions;

namespace BatchFunctions.Failures;

/// <summary>The next try of children of an array job that failed alike.</summary>
/// <param name="DependsOn">What each of them waits for.</param>
internal sealed record NextChildren(IReadOnlyList<int> Indices, Changes Changes, TimeSpan Delay, IReadOnlyList<QueuedDependency> DependsOn);
