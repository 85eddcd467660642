using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.SQSEvents;
using Amazon.Lambda.TestUtilities;
using BatchFunctions.DynamoDb;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Records;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tests.Failures;
using BatchFunctions.Tests.Tracking;
using BatchFunctions.Tracking;
using Bench.Meter;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>What the table is charged for a job, counted from the items on DynamoDB's stand-in.</summary>
public sealed class WriteUnitTests(DynaliteFixture dynalite) : IClassFixture<DynaliteFixture>
{
    /// <summary>1.2 KB, as a request with a dozen variables has.</summary>
    private static readonly string Body =
        $$$"""{"jobName":"hello","jobQueue":"default","jobDefinition":"hello","containerOverrides":{"environment":[{{{string.Join(',', Enumerable.Range(0, 12).Select(Variable))}}}]}}""";

    private readonly InMemoryBatch _batch = new();

    private readonly RecordingOutcomes _outcomes = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_succeeds_costs_fifteen_at_most_and_none_is_refused()
    {
        using var meter = new MeteredDynamoDb(dynalite.Url, DynaliteFixture.TableName);
        await SubmitAsync(meter, "warm");
        var before = meter.WriteUnits;

        var jobId = await SubmitAsync(meter, "single");
        foreach (var status in (string[])["RUNNABLE", "STARTING", "RUNNING", "SUCCEEDED"])
        {
            await DeliverAsync(meter, jobId, status);
        }

        Assert.InRange(Body.Length, 1_100, 1_300);
        Assert.InRange(meter.WriteUnits - before, 1, 15);
        Assert.Equal(0, meter.RefusedUnits);
        Assert.Equal("Job Finished", Assert.Single(_outcomes.Published).DetailType);
        var item = await meter.ItemAsync(Key(jobId), None);
        Assert.InRange(Bench.Meter.WriteUnits.Bytes(item), 1, 1024);
        Assert.DoesNotContain("request", item.Keys);
    }

    [Fact]
    public async Task What_one_delivery_tells_of_a_job_is_charged_as_the_last_of_it_alone()
    {
        using var meter = new MeteredDynamoDb(dynalite.Url, DynaliteFixture.TableName);
        var (apart, together) = (await SubmitAsync(meter, "apart"), await SubmitAsync(meter, "together"));
        await DeliverAsync(meter, apart, "RUNNABLE");
        await DeliverAsync(meter, apart, "STARTING");
        await DeliverAsync(meter, apart, "RUNNING");
        var before = meter.WriteUnits;
        await DeliverAsync(meter, apart, "SUCCEEDED");
        var last = meter.WriteUnits - before;

        await DeliverAsync(meter, together, "STARTING", "RUNNABLE", "SUCCEEDED", "RUNNING");

        Assert.Equal(last, meter.WriteUnits - before - last);
        Assert.Equal(await HistoryAsync(apart), await HistoryAsync(together));

        async Task<IEnumerable<JobStatus>?> HistoryAsync(string jobId) => (await Jobs(meter).FindBareAsync(jobId, None))?.History.Select(line => line.Status);
    }

    [Fact]
    public async Task What_is_told_of_an_open_job_is_written_to_its_record_alone_and_shown_by_it_and_by_the_list()
    {
        using var meter = new MeteredDynamoDb(dynalite.Url, DynaliteFixture.TableName);
        var jobId = await SubmitAsync(meter, "open");
        foreach (var status in (string[])["RUNNABLE", "STARTING", "RUNNING"])
        {
            var before = meter.WriteUnits;
            await DeliverAsync(meter, jobId, status);

            Assert.Equal(1, meter.WriteUnits - before);
            Assert.Equal(status, (await Jobs(meter).FindBareAsync(jobId, None))?.Status.Name);
            var shown = (await Jobs(meter).ListAsync(new JobQuery { JobQueue = "default", Limit = 100 }, None)).Jobs.Single(job => job.JobId == jobId);
            Assert.Equal(status, shown.Status.Name);
            Assert.StartsWith("arn:", shown.JobQueue, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task News_that_come_twice_keep_nothing_and_are_charged_one_unit()
    {
        using var meter = new MeteredDynamoDb(dynalite.Url, DynaliteFixture.TableName);
        var jobId = await SubmitAsync(meter, "twice");
        await DeliverAsync(meter, jobId, "RUNNABLE");
        await DeliverAsync(meter, jobId, "STARTING");
        var before = (meter.WriteUnits, Item: await meter.ItemAsync(Key(jobId), None));

        await DeliverAsync(meter, jobId, "STARTING");

        Assert.Equal(1, meter.WriteUnits - before.WriteUnits);
        Assert.Equal(before.Item.Keys.Order(), (await meter.ItemAsync(Key(jobId), None)).Keys.Order());
    }

    [Fact]
    public async Task The_request_lives_with_the_intent_and_a_record_gets_none_of_an_intent_that_became_another_job()
    {
        using var meter = new MeteredDynamoDb(dynalite.Url, DynaliteFixture.TableName);
        var jobs = Jobs(meter);
        var jobId = await SubmitAsync(meter, "whole");
        var forged = $"{Guid.NewGuid()}";
        await jobs.AdvanceAsync(A.Change(JobStatus.Failed, jobId: forged) with { Token = A.Request("whole").Token }, None);

        Assert.Equal(Body, (await jobs.FindAsync(jobId, None))?.Request);
        Assert.Equal("[]", (await jobs.FindAsync(jobId, None))?.OnFailure);
        Assert.Null((await jobs.FindBareAsync(jobId, None))?.Request);
        Assert.Null((await jobs.FindAsync(forged, None))?.Request);
    }

    private static string Variable(int n) => $$"""{"name":"SETTING_{{n}}_OF_THE_RUN","value":"s3://bucket-{{n * 7919}}/path/to/input-{{n * 104729}}.parquet"}""";

    private static JobTable Jobs(MeteredDynamoDb meter)
    {
        var table = new Table(meter, DynaliteFixture.TableName, TimeSpan.FromDays(90));

        return new(table, new JobIndexes(table, TimeProvider.System));
    }

    private static Dictionary<string, AttributeValue> Key(string jobId) => new() { ["PK"] = new() { S = $"JOB#{jobId}" }, ["SK"] = new() { S = "JOB" } };

    private async Task<string> SubmitAsync(MeteredDynamoDb meter, string key)
    {
        var intents = new IntentTable(new Table(meter, DynaliteFixture.TableName, TimeSpan.FromDays(90)));
        var submitter = new JobSubmitter(intents, Jobs(meter), new NewIds(_batch), TimeProvider.System, Guid.NewGuid);

        return await submitter.SubmitAsync(A.Request(key, body: Body) with { OnFailure = "[]" }, None) is SubmitOutcome.Submitted(var jobId, _)
            ? jobId
            : throw new InvalidOperationException("It was not submitted.");
    }

    private async Task DeliverAsync(MeteredDynamoDb meter, string jobId, params string[] statuses)
    {
        var jobs = Jobs(meter);
        var intents = new IntentTable(new Table(meter, DynaliteFixture.TableName, TimeSpan.FromDays(90)));
        var ends = TestJobEnds.On(jobs, new InMemorySubmitQueue(), _outcomes, TimeProvider.System, intents, _batch);
        var tracker = new JobTracker(jobs, intents, new FailedChildren(jobs, _batch), new InMemoryBlockedQueues());
        var answer = await new JobStateChangedHandler(tracker, _batch, ends, TestServiceJobs.None(), InMemoryChanges.Teller()).JobStateChanged(
            new SQSEvent { Records = [.. statuses.Select(status => new SQSEvent.SQSMessage { MessageId = status, Body = AnEvent.Of(status, jobId: jobId, more: Times(status)) })] }, new TestLambdaContext());
        Assert.Empty(answer.BatchItemFailures);

        static string Times(string status) => status == "SUCCEEDED" ? "\"startedAt\": 1772366406000, \"stoppedAt\": 1772366409000," : "";
    }

    /// <summary>Job ids as AWS Batch gives them.</summary>
    private sealed class NewIds(InMemoryBatch inner) : BatchJobsDecorator(inner)
    {
        public override Task<SubmitReply> SubmitAsync(string request, string token, CancellationToken cancellation) =>
            Task.FromResult<SubmitReply>(new SubmitReply.Accepted($"{Guid.NewGuid()}"));
    }
}
