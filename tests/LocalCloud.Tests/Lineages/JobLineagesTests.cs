using LocalCloud.Lineages;
using LocalCloud.State;

namespace LocalCloud.Tests.Lineages;

/// <summary>Which rules may still submit jobs for what came of one event: values alone, no job runs.</summary>
public sealed class JobLineagesTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lineages-").FullName;
    private readonly StateDatabase _database;
    private readonly JobLineages _lineages;
    private int _stops;

    public JobLineagesTests()
    {
        _database = StateDatabase.Open(Path.Combine(_folder, "state.db"));
        _lineages = new(_database);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(1, 1, 16)]
    [InlineData(1, 6, 40)]
    [InlineData(2, 1, 160)]
    [InlineData(2, 6, 300)]
    [InlineData(3, 6, 1_000)]
    [InlineData(4, 6, 2_500)]
    public void Rules_that_set_each_other_off_come_to_an_end(int rules, int eventsOfEachJob, int most) =>
        Assert.InRange(Run([.. Enumerable.Range(0, rules).Select(number => $"rule/{number}")], eventsOfEachJob), 2, most);

    [Fact]
    public void Each_chain_is_told_of_once()
    {
        Run(["rule/a", "rule/b"], eventsOfEachJob: 3);

        // The first event sets off two rules, and each of their jobs begins a chain.
        Assert.Equal(2, _stops);
    }

    [Fact]
    public void Rules_that_follow_each_other_are_in_no_loop_however_many_jobs_one_job_leads_to()
    {
        var first = Lineage.None.Through("rule/a", "chain");
        var second = first.Through("rule/b", first.Chain);

        for (var job = 0; job < 1_000; job++)
        {
            Assert.Null(_lineages.WhyStopped("rule/b", first, out _));
            Assert.Null(_lineages.WhyStopped("rule/c", second, out _));
        }
    }

    [Fact]
    public void A_stopped_chain_stops_no_other()
    {
        Run(["rule/a"], eventsOfEachJob: 1);

        Assert.Null(_lineages.WhyStopped("rule/a", Lineage.None, out _));
        Assert.Null(_lineages.WhyStopped("rule/a", Lineage.None.Through("rule/a", "other").Through("rule/a"), out _));
    }

    /// <summary>One event, of which every rule is told, as of every event of each job.</summary>
    /// <returns>How many jobs come of it.</returns>
    private int Run(IReadOnlyList<string> rules, int eventsOfEachJob)
    {
        var jobs = 0;
        Queue<Lineage> events = new([Lineage.None]);
        while (events.TryDequeue(out var lineage))
        {
            Assert.InRange(jobs, 0, 10_000);
            foreach (var rule in rules)
            {
                if (_lineages.WhyStopped(rule, lineage, out var isFirst) is not null)
                {
                    _stops += isFirst ? 1 : 0;
                    continue;
                }

                var after = lineage.Through(rule, lineage.Chain ?? $"delivery-{++jobs}");
                jobs += lineage.Chain is null ? 0 : 1;
                Enumerable.Repeat(after, eventsOfEachJob).ToList().ForEach(events.Enqueue);
            }
        }

        return jobs;
    }
}
