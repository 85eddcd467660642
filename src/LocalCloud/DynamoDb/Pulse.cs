namespace LocalCloud.DynamoDb;

/// <summary>Tells one slow answer, others of which keep coming, from a server that answers nobody any more.</summary>
/// <param name="time">The clock.</param>
/// <param name="limit">Longest time without any answer at all.</param>
internal sealed class Pulse(TimeProvider time, TimeSpan limit)
{
    private long _last = time.GetTimestamp();

    /// <summary>Waits for an answer for as long as there are any.</summary>
    /// <exception cref="NoPulseException">There have been none for too long, and this one was waited for all the while.</exception>
    public async Task<T> AwaitAsync<T>(Task<T> answer)
    {
        while (true)
        {
            try
            {
                var result = await answer.WaitAsync(limit, time);
                Interlocked.Exchange(ref _last, time.GetTimestamp());

                return result;
            }
            catch (TimeoutException) when (!answer.IsCompleted)
            {
                if (time.GetElapsedTime(Interlocked.Read(ref _last)) >= limit)
                {
                    throw new NoPulseException(limit);
                }
            }
        }
    }
}

/// <summary>A server that answers nobody any more.</summary>
internal sealed class NoPulseException(TimeSpan limit) : Exception($"It has answered nothing for {limit.TotalSeconds:0} seconds.");
