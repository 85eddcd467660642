using BatchFunctions.DynamoDb;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Doubles;
using Bench.Meter;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>What the counts of submissions do, run on the double and on DynamoDB.</summary>
public abstract class CountSuite
{
    private readonly string _id = Guid.NewGuid().ToString("N");

    private static CancellationToken None => TestContext.Current.CancellationToken;

    private protected abstract ISubmissionCounts Counts { get; }

    [Fact]
    public async Task A_job_is_counted_where_it_has_come_to()
    {
        await MarkAsync((0, 0), (1, 0), (2, 0), (1, 2), (2, 4), (2, Standing.Succeeded));

        var tally = await Counts.ReadAsync(_id, None);

        Assert.Equal((1, 1, 1), (tally.Statuses[JobStatus.Submitted], tally.Statuses[JobStatus.Runnable], tally.Statuses[JobStatus.Succeeded]));
        Assert.Equal((3, 0, 2), (tally.Submitted, tally.Refused, tally.Open));
    }

    [Fact]
    public async Task Notes_that_come_twice_late_and_in_any_order_change_nothing()
    {
        await MarkAsync((0, Standing.Succeeded));
        await MarkAsync((0, Standing.Succeeded));
        await MarkAsync((0, 2), (0, 0));
        await MarkAsync((0, Standing.Refused));
        // The second attempt of one that waited, told before its first.
        await MarkAsync((1, StatusRank.Of(1, JobStatus.Runnable)));
        await MarkAsync((1, StatusRank.Of(0, JobStatus.Running)));

        var tally = await Counts.ReadAsync(_id, None);

        Assert.Equal((1, 1), (tally.Statuses[JobStatus.Succeeded], tally.Statuses[JobStatus.Runnable]));
        Assert.Equal((2, 0, 1), (tally.Submitted, tally.Refused, tally.Open));
    }

    [Fact]
    public async Task A_failed_job_is_open_until_all_is_done_about_it_and_so_is_what_stands_in_for_it()
    {
        await MarkAsync((0, Standing.Failed), (1, Standing.Succeeded));
        Assert.Equal(1, (await Counts.ReadAsync(_id, None)).Open);

        await Counts.MarkAsync([new(new(_id, 0, null, 1), Standing.Awaited)], None);
        await MarkAsync((0, Standing.FailedForGood));
        Assert.Equal((1, 0, 1), Numbers(await Counts.ReadAsync(_id, None)));

        await Counts.MarkAsync([new(new(_id, 0, null, 1), 0)], None);
        Assert.Equal((1, 1, 1), Numbers(await Counts.ReadAsync(_id, None)));

        await Counts.MarkAsync([new(new(_id, 0, null, 1), Standing.Succeeded)], None);
        Assert.Equal((0, 1, 1), Numbers(await Counts.ReadAsync(_id, None)));
        Assert.Equal(2, (await Counts.ReadAsync(_id, None)).Submitted);

        static (int Open, int Resubmissions, int Failed) Numbers(SubmissionTally tally) => (tally.Open, tally.Resubmissions, tally.Statuses[JobStatus.Failed]);
    }

    [Fact]
    public async Task A_resubmission_that_is_refused_and_a_job_that_is_forgotten_are_not_open()
    {
        await MarkAsync((0, Standing.FailedForGood), (1, Standing.Refused), (2, 4), (2, Standing.Forgotten));
        await Counts.MarkAsync([new(new(_id, 0, null, 1), Standing.Awaited)], None);
        await Counts.MarkAsync([new(new(_id, 0, null, 1), Standing.Refused)], None);

        var tally = await Counts.ReadAsync(_id, None);

        Assert.Equal((0, 2, 1, 0, 1), (tally.Open, tally.Submitted, tally.Refused, tally.Resubmissions, tally.Forgotten));
        Assert.Equal([(JobStatus.Failed, 1)], tally.Statuses.Select(status => (status.Key, status.Value)));
    }

    [Fact]
    public async Task What_stands_in_for_the_children_of_an_array_has_places_of_its_own()
    {
        await MarkAsync((3, Standing.FailedForGood));
        await Counts.MarkAsync([.. Enumerable.Range(0, 250).Select(child => new SubmissionMark(new(_id, 3, child, 1), Standing.Awaited))], None);
        await Counts.MarkAsync([.. Enumerable.Range(0, 150).Select(child => new SubmissionMark(new(_id, 3, child, 1), Standing.Succeeded))], None);
        await Counts.MarkAsync([new(new(_id, 3, 7, 2), 4)], None);

        var tally = await Counts.ReadAsync(_id, None);

        Assert.Equal((1, 151, 101), (tally.Submitted, tally.Resubmissions, tally.Open));
        Assert.Equal((150, 1), (tally.Statuses[JobStatus.Succeeded], tally.Statuses[JobStatus.Running]));
    }

    private Task MarkAsync(params (int Row, int Standing)[] rows) =>
        Counts.MarkAsync([.. rows.Select(row => new SubmissionMark(new(_id, row.Row, null, 0), row.Standing))], None);
}

public sealed class InMemoryCountTests : CountSuite
{
    private protected override ISubmissionCounts Counts { get; } = new InMemoryCounts();
}

/// <summary>The table keeps what the port promises, and costs what it says.</summary>
public sealed class DynaliteCountTests : CountSuite, IClassFixture<DynaliteFixture>
{
    private readonly DynaliteFixture _dynalite;

    public DynaliteCountTests(DynaliteFixture dynalite)
    {
        _dynalite = dynalite;
        Counts = new CountTable(dynalite.Table(), TimeProvider.System);
    }

    private static CancellationToken None => TestContext.Current.CancellationToken;

    private protected override ISubmissionCounts Counts { get; }

    [Fact]
    public async Task A_hundred_thousand_rows_are_read_by_one_query()
    {
        const int Rows = 100_000;
        var id = Guid.NewGuid().ToString("N");
        await Counts.MarkAsync([.. Enumerable.Range(0, Rows).Select(row => new SubmissionMark(new(id, row, null, 0), Standing.Succeeded))], None);
        using var meter = new MeteredDynamoDb(_dynalite.Url, DynaliteFixture.TableName);

        var tally = await new CountTable(new Table(meter, DynaliteFixture.TableName, TimeSpan.FromDays(90)), TimeProvider.System).ReadAsync(id, None);

        Assert.Equal((Rows, 0, Rows), (tally.Submitted, tally.Open, tally.Statuses[JobStatus.Succeeded]));
        Assert.Equal(1, meter.Reads);
        Assert.InRange(meter.ReadUnits, 1, 150);
    }

    [Fact]
    public async Task The_ends_of_a_delivery_that_come_side_by_side_are_a_write_or_two_of_one_unit()
    {
        using var meter = new MeteredDynamoDb(_dynalite.Url, DynaliteFixture.TableName);
        var counts = new CountTable(new Table(meter, DynaliteFixture.TableName, TimeSpan.FromDays(90)), TimeProvider.System);
        var id = Guid.NewGuid().ToString("N");

        foreach (var standing in (int[])[0, 2, 3, 4, Standing.Succeeded])
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(row => counts.MarkAsync([new(new(id, row, null, 0), standing)], None)));
        }

        Assert.Equal(50, (await counts.ReadAsync(id, None)).Statuses[JobStatus.Succeeded]);
        Assert.InRange(meter.WriteUnits, 5, 10);
    }
}
