using BatchFunctions.Tracking;

namespace BatchFunctions.Tests.Doubles;

internal sealed class InMemorySweepCursor : ISweepCursor
{
    public SweepCursor Cursor { get; private set; } = SweepCursor.None;

    public int Writes { get; private set; }

    public Task<SweepCursor> ReadAsync(CancellationToken cancellation) => Task.FromResult(Cursor);

    public Task WriteAsync(SweepCursor cursor, CancellationToken cancellation)
    {
        Writes++;
        Cursor = cursor;

        return Task.CompletedTask;
    }
}
