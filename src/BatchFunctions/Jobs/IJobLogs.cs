namespace BatchFunctions.Jobs;

/// <summary>Where the output of jobs is kept.</summary>
internal interface IJobLogs
{
    /// <summary>A page of a stream, oldest line first.</summary>
    /// <param name="token">Where the page before ended; <c>null</c> for the beginning.</param>
    /// <returns><c>null</c> where the stream does not exist (yet).</returns>
    Task<JobLogPage?> ReadAsync(string group, string stream, int limit, string? token, CancellationToken cancellation);
}
