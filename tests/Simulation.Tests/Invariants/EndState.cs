using System.Globalization;
using Amazon.Batch.Internal;
using Amazon.Batch.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;
using LocalBatch.Operations;
using Simulation.Tests.Cloud;
using Simulation.Tests.Functions;

namespace Simulation.Tests.Invariants;

/// <summary>What the engine, the table and the bus say when all is quiet.</summary>
internal sealed class EndState
{
    private const int AtOnce = 100;

    /// <summary>What DescribeJobs tells of every job but the children of arrays.</summary>
    public required IReadOnlyList<JobDetail> Jobs { get; init; }

    /// <summary>Failed children of arrays, by the array's job id.</summary>
    public required ILookup<string, int> FailedChildren { get; init; }

    public required IReadOnlyDictionary<string, JobRecord> Records { get; init; }

    /// <summary>Jobs by the request they carry as a tag.</summary>
    public ILookup<string, JobDetail> ByToken => field ??= Jobs.ToLookup(TokenOf);

    /// <summary>Records of resubmissions, by the failed job, or the failed child of an array, that they stand in for.</summary>
    public ILookup<string, JobRecord> StandIns => field ??= Records.Values.Where(record => record.ResubmitOf is not null).ToLookup(record => record.ResubmitOf ?? "");

    public static string TokenOf(JobDetail job) => job.Tags?.GetValueOrDefault(Token.Tag) ?? "";

    public static async Task<EndState> ReadAsync(Stack stack)
    {
        var state = stack.Engine.State;
        var jobs = state.Jobs.All
            .Select(job => job.Key.ToString())
            .Chunk(AtOnce)
            .SelectMany(ids => WireShapes.Answer(BatchCalls.DescribeJobs, DescribeJobs.Run(new() { Jobs = [.. ids] }, state)).Jobs)
            .ToList();
        var records = new Dictionary<string, JobRecord>();
        foreach (var id in stack.RecordedJobs)
        {
            if (await stack.Jobs.FindAsync(id, CancellationToken.None) is { } record)
            {
                records[id] = record;
            }
        }

        return new()
        {
            Jobs = jobs,
            FailedChildren = state.Jobs.All
                .Where(job => job.Array is not null)
                .SelectMany(job => ListJobs.Run(new() { ArrayJobId = job.Key.ToString(), JobStatus = LocalBatch.Api.JobStatus.FAILED }, state).JobSummaryList)
                .Select(child => child.JobId.Split(':'))
                .ToLookup(id => id[0], id => int.Parse(id[1], CultureInfo.InvariantCulture)),
            Records = records,
        };
    }
}
