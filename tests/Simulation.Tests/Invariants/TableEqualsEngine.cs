using System.Globalization;
using Amazon.Batch.Model;
using BatchFunctions.Jobs;

namespace Simulation.Tests.Invariants;

/// <summary>The record of each job says what DescribeJobs says.</summary>
internal static class TableEqualsEngine
{
    private const string Name = "after quiet the table equals the engine";

    public static async Task CheckAsync(EndState end, IJobStore jobs)
    {
        foreach (var job in end.Jobs)
        {
            if (!end.Records.TryGetValue(job.JobId, out var record))
            {
                throw new InvariantBrokenException(Name, $"{job.JobName} {job.JobId} is {job.Status} and has no record.");
            }

            Check(job, record);
            var children = await jobs.FailedChildrenAsync(job.JobId, CancellationToken.None);
            Same(job, "failed children", List(end.FailedChildren[job.JobId].Order()), List(children.Select(child => child.Index)));
        }

        if (end.Records.Keys.Except(end.Jobs.Select(job => job.JobId)).FirstOrDefault() is { } unknown)
        {
            throw new InvariantBrokenException(Name, $"There is a record of {unknown}, and no such job.");
        }
    }

    private static void Check(JobDetail job, JobRecord record)
    {
        var told = JobChangeReader.Read(job, DateTimeOffset.UnixEpoch);
        Same(job, "status", told.Status, record.Status);
        Same(job, "statusReason", told.StatusReason, record.StatusReason);
        // Of an array by its children: see FailedChildrenTests.
        if (job.ArrayProperties?.Size is null)
        {
            Same(job, "cause", told.Cause, record.Cause);
        }

        Same(job, "attempts", Attempts(told.Attempts), Attempts(record.Attempts));
        Same(job, "startedAt", told.StartedAt, record.StartedAt);
        Same(job, "stoppedAt", told.StoppedAt, record.StoppedAt);
        Same(job, "arraySize", told.ArraySize, record.ArraySize);
        Same(job, "token", told.Token, record.Token);
        if (record.Request is null)
        {
            throw new InvariantBrokenException(Name, $"{job.JobName} {job.JobId}: its request is not known.");
        }
    }

    private static string Attempts(IReadOnlyList<JobAttempt> attempts) => string.Join(' ', attempts);

    private static string List(IEnumerable<int> numbers) => string.Join(' ', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private static void Same<T>(JobDetail job, string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new InvariantBrokenException(Name, $"{job.JobName} {job.JobId}: {what} is '{expected}' in the engine and '{actual}' in the table.");
        }
    }
}
