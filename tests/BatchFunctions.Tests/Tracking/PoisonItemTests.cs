using System.Net;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.CloudWatchEvents.ScheduledEvents;
using Amazon.Lambda.SQSEvents;
using Amazon.Runtime;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tracking;
using JobStatus = BatchFunctions.Jobs.JobStatus;

namespace BatchFunctions.Tests.Tracking;

/// <summary>One bad thing stops no good one: not in a sweep, not in a delivery.</summary>
public sealed class PoisonItemTests
{
    private readonly FunctionStack _stack = new();
    private readonly TroubledBatch _batch;

    public PoisonItemTests()
    {
        _batch = new(_stack.Batch);
        _stack.Clock.SetUtcNow(A.Noon.AddHours(2));
    }

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Thirty_intents_that_cannot_be_looked_up_cost_the_round_nothing_and_are_given_up_in_words()
    {
        for (var n = 0; n < 30; n++)
        {
            // As a body that was null left them, and as one whose queue was deleted since.
            await WatchAsync(A.Request($"bad-{n}") with { JobQueue = n % 2 == 0 ? "" : "gone", SubmissionId = "sub", Row = n });
        }

        var good = A.Request("good");
        await WatchAsync(good);
        await _stack.Batch.SubmitAsync(good.Body, good.Token, None);

        await SweepAsync();

        Assert.Equal(_stack.Batch.Submitted[0].JobId, (await _stack.Intents.FindAsync(good.Token, None))?.JobId);
        Assert.NotNull((await _stack.Intents.FindAsync(A.Request("bad-0").Token, None))?.AbandonedAt);
        Assert.Equal(30, (await _stack.Submissions.RowsAsync("sub", None)).Count);
        Assert.Equal(
            "It was not submitted as far as anybody can tell, since AWS Batch refuses to look for it: JobQueue gone not found.",
            (await _stack.Submissions.RowsAsync("sub", None))[1].Error);
    }

    [Fact]
    public async Task An_intent_that_cannot_be_looked_up_is_left_to_its_caller_for_an_hour_and_counted()
    {
        var young = A.Request("young") with { JobQueue = "gone" };
        var now = _stack.Clock.GetUtcNow();
        await _stack.Intents.CreateAsync(Intent.Of(young, now.AddMinutes(-30), now.AddMinutes(-29), "owner"), None);
        _stack.Watch.Items.Add((new WatchedItem(null, young.Token), A.Noon));

        await SweepAsync();

        Assert.Null((await _stack.Intents.FindAsync(young.Token, None))?.AbandonedAt);
        Assert.Single(_stack.Watch.Items);
        Assert.Contains(_stack.Metrics, line => line.EndsWith("\"Item\":\"INTENT\",\"SweepFailures\":1}", StringComparison.Ordinal));
        Assert.Contains(_stack.Log.Lines, line => line.Level == "Error" && line.Fields.Values.Contains(young.Token));
    }

    [Fact]
    public async Task A_job_for_which_AWS_Batch_refuses_the_question_about_all_fails_alone()
    {
        await WatchJobsAsync(5);
        _batch.Refused.Add(JobId(2));

        await SweepAsync();

        Assert.Equal([0, 1, 3, 4], Succeeded(5));
    }

    [Fact]
    public async Task One_throttled_question_fails_one_job_of_a_round()
    {
        await WatchJobsAsync(5);
        _batch.Throttles = 1;

        await SweepAsync();

        Assert.Equal([1, 2, 3, 4], Succeeded(5));
    }

    [Fact]
    public async Task Jobs_that_nobody_can_be_asked_about_are_not_taken_for_forgotten()
    {
        await WatchJobsAsync(5);
        _batch.Throttles = int.MaxValue;

        await SweepAsync();

        Assert.Empty(_stack.Watch.Forgotten);
        Assert.Equal(5, _stack.Watch.Items.Count);
    }

    [Fact]
    public async Task An_item_that_the_table_does_not_let_go_stops_no_other()
    {
        var bad = A.Request("bad");
        await WatchAsync(bad);
        _stack.Watch.Untouchable.Add(new(null, bad.Token));
        await WatchJobsAsync(3);

        await SweepAsync();

        Assert.Equal([0, 1, 2], Succeeded(3));
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_is_looked_at_once()
    {
        await WatchJobsAsync(2);
        var handler = _stack.HandlerWith<ReconcileJobsHandler, IBatchJobs>(_batch);
        _batch.Unreadable = JobId(0);

        await handler.ReconcileJobs(new ScheduledEvent(), _stack.Context);

        Assert.DoesNotContain(_stack.Watch.Items, entry => entry.Item.JobId == JobId(0));
        Assert.Equal([1], Succeeded(2));
    }

    [Fact]
    public async Task One_throttled_question_fails_one_event_of_a_delivery()
    {
        _batch.Throttles = 1;

        Assert.Equal(["m0"], await DeliverAsync([.. Enumerable.Range(0, 10).Select(n => AnEvent.Of("FAILED", jobId: JobId(n)))]));
    }

    [Fact]
    public async Task An_event_that_no_handler_can_read_fails_alone()
    {
        string[] poison =
        [
            "null", "[]", "7", "{", "", """{"detail-type":7}""", """{"detail-type":"Batch Job State Change","detail":null,"time":"2026-03-01T12:00:05Z"}""",
            AnEvent.Of("RUNNING", jobId: JobId(1)).Replace("\"512\"", "\"1e28\"", StringComparison.Ordinal),
            AnEvent.Of("RUNNING", jobId: JobId(2)).Replace("1772366400000", "9223372036854775807", StringComparison.Ordinal),
        ];

        var failed = await DeliverAsync([.. poison, AnEvent.Of("RUNNING", jobId: JobId(0))]);

        // The two numbers that fit into no record are left out of it.
        Assert.Equal(Enumerable.Range(0, 7).Select(n => $"m{n}"), failed);
        Assert.Equal(JobStatus.Running, (await _stack.Jobs.FindAsync(JobId(0), None))?.Status);
        Assert.Null((await _stack.Jobs.FindAsync(JobId(1), None))?.MemoryMiB);
    }

    [Fact]
    public async Task A_failed_child_that_cannot_be_read_does_not_keep_its_array_from_its_end()
    {
        _stack.Batch.Details[$"{JobId(0)}:3"] = new JobDetail { JobId = $"{JobId(0)}:3", Status = "FAILED", StatusReason = "Host EC2 terminated" };

        Assert.Empty(await DeliverAsync(AnEvent.Of("FAILED", "Array Child Job failed", jobId: JobId(0), more: "\"arrayProperties\": { \"size\": 5 },")));

        var child = Assert.Single(await _stack.Jobs.FailedChildrenAsync(JobId(0), None));
        Assert.Equal((3, "Host EC2 terminated", "Unknown"), (child.Index, child.StatusReason, child.Cause));
    }

    private static string JobId(int n) => $"{n:D8}-1111-4111-8111-111111111111";

    private static JobDetail Succeeded(string jobId) => new()
    {
        JobId = jobId,
        JobName = "hello",
        JobQueue = "default",
        JobDefinition = "hello:1",
        Status = "SUCCEEDED",
        CreatedAt = A.Noon.ToUnixTimeMilliseconds(),
    };

    private IEnumerable<int> Succeeded(int count) =>
        Enumerable.Range(0, count).Where(n => _stack.Jobs.All.Any(job => job.JobId == JobId(n) && job.Status == JobStatus.Succeeded));

    private async Task WatchJobsAsync(int count)
    {
        for (var n = 0; n < count; n++)
        {
            await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Running, jobId: JobId(n)), None);
            _stack.Watch.Items.Add((new WatchedItem(JobId(n), null), A.Noon.AddSeconds(n)));
            _stack.Batch.Details[JobId(n)] = Succeeded(JobId(n));
        }
    }

    private async Task WatchAsync(JobRequest request)
    {
        await _stack.Intents.CreateAsync(Intent.Of(request, A.Noon, A.Noon.AddSeconds(30), "owner"), None);
        _stack.Watch.Items.Add((new WatchedItem(null, request.Token), A.Noon));
    }

    private Task SweepAsync() => _stack.HandlerWith<ReconcileJobsHandler, IBatchJobs>(_batch).ReconcileJobs(new ScheduledEvent(), _stack.Context);

    private async Task<IEnumerable<string>> DeliverAsync(params IReadOnlyList<string> events)
    {
        var answer = await _stack.HandlerWith<JobStateChangedHandler, IBatchJobs>(_batch).JobStateChanged(
            new SQSEvent { Records = [.. events.Select((body, n) => new SQSEvent.SQSMessage { MessageId = $"m{n}", Body = body })] }, _stack.Context);

        return answer.BatchItemFailures.Select(failure => failure.ItemIdentifier);
    }

    /// <summary>An AWS Batch that does not answer everything.</summary>
    private sealed class TroubledBatch(InMemoryBatch inner) : BatchJobsDecorator(inner)
    {
        /// <summary>DescribeJobs calls that are throttled.</summary>
        public int Throttles { get; set; }

        /// <summary>Ids for which a DescribeJobs call is refused.</summary>
        public HashSet<string> Refused { get; } = [];

        /// <summary>A job of which our own record cannot be read.</summary>
        public string? Unreadable { get; set; }

        public override Task<Finding> FindAsync(LookUp sought, int mostCalls, CancellationToken cancellation) => sought.JobQueue switch
        {
            "" => throw new ArgumentException("jobQueue is missing.", nameof(sought)),
            "gone" => throw Failure("ClientException", "JobQueue gone not found."),
            _ => base.FindAsync(sought, mostCalls, cancellation),
        };

        public override Task<IReadOnlyList<JobDetail>> DescribeAsync(IReadOnlyList<string> jobIds, CancellationToken cancellation)
        {
            if (Throttles > 0)
            {
                Throttles--;
                throw Failure("TooManyRequestsException", "Too Many Requests");
            }

            if (Unreadable is { } jobId && jobIds.Contains(jobId))
            {
                Unreadable = null;
                throw new InvalidDataException("The item JOB#1 has no 'status'.");
            }

            return jobIds.Any(Refused.Contains) ? throw Failure("ClientException", "Bad id.") : base.DescribeAsync(jobIds, cancellation);
        }

        private static AmazonBatchException Failure(string code, string message) =>
            new(message, ErrorType.Sender, code, "r-1", code == "TooManyRequestsException" ? HttpStatusCode.TooManyRequests : HttpStatusCode.BadRequest);
    }
}
