namespace BatchFunctions.Submissions;

/// <summary>
/// Keeps SubmitJob calls apart. Each worker keeps to its share of the stack's rate, and the queue's event source never
/// runs more workers than the rate is shared by; so all together keep to it without talking to each other.
/// </summary>
internal sealed class Pace(double callsPerSecond, TimeProvider time)
{
    private readonly TimeSpan _gap = TimeSpan.FromSeconds(1 / callsPerSecond);

    private long? _last;

    /// <summary>Waits until the next call may be made.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        if (_last is { } last && _gap - time.GetElapsedTime(last) is var pause && pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, time, cancellation);
        }

        _last = time.GetTimestamp();
    }
}
