using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Doubles;

internal sealed class FixedQueueNames(params IReadOnlyList<string> names) : IQueueNames
{
    public Task<IReadOnlyList<string>> AllAsync(CancellationToken cancellation) => Task.FromResult(names);
}
