namespace LocalBatch.Testing.Tests;

/// <summary>What was told of a job.</summary>
internal static class Reading
{
    /// <summary>The statuses of a job that is over, in order, as a reader of events sees them.</summary>
    public static async Task<IReadOnlyList<string>> StatusesAsync(this LocalBatchServer batch, string jobId)
    {
        List<string> statuses = [];
        await foreach (var change in batch.Events.WithCancellation(TestContext.Current.CancellationToken))
        {
            if (change.JobId == jobId)
            {
                statuses.Add(change.Status);
                if (change.Status is "SUCCEEDED" or "FAILED")
                {
                    break;
                }
            }
        }

        return statuses;
    }
}
