using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Doubles;

/// <summary>Every job has written one line.</summary>
internal sealed class OneLine : IJobLogs
{
    public Task<JobLogPage?> ReadAsync(string group, string stream, JobLogRange range, CancellationToken cancellation) =>
        Task.FromResult<JobLogPage?>(new JobLogPage([new JobLogLine(1, "hello")], "f/1"));
}
