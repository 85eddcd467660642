namespace BatchFunctions.Tests.Doubles;

/// <summary>Ends the process at one chosen place: just before or just after the n-th effect.</summary>
internal sealed class CutPoint(int effect, bool after)
{
    private int _count;

    public static CutPoint Never => new(int.MaxValue, after: false);

    /// <summary>Whether the place was reached; when not, the work has fewer effects.</summary>
    public bool WasReached { get; private set; }

    public async Task<T> AroundAsync<T>(Func<Task<T>> work)
    {
        var isHere = _count++ == effect;
        if (isHere && !after)
        {
            WasReached = true;
            throw new Crash();
        }

        var result = await work();
        if (isHere)
        {
            WasReached = true;
            throw new Crash();
        }

        return result;
    }

    public Task AroundAsync(Func<Task> work) => AroundAsync(async () =>
    {
        await work();
        return true;
    });
}
