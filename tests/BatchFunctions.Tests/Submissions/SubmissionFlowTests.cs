using System.Text.Json;
using Amazon.Lambda.S3Events;
using Amazon.Lambda.SQSEvents;
using Amazon.Lambda.TestUtilities;
using BatchFunctions.Failures;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Manifests;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Submitting;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tests.Failures;
using BatchFunctions.Tests.Tracking;
using BatchFunctions.Wire;
using Microsoft.Extensions.Time.Testing;

namespace BatchFunctions.Tests.Submissions;

/// <summary>From the dropped file to the last job, with the real handlers.</summary>
public sealed class SubmissionFlowTests
{
    private const string Diamond = """
        {
          "defaults": { "jobQueue": "default", "jobDefinition": "hello" },
          "jobs": [
            { "jobName": "join", "dependsOn": ["left", "right"] },
            { "jobName": "left", "dependsOn": ["split"] },
            { "jobName": "right", "dependsOn": ["split"] },
            { "jobName": "split" }
          ]
        }
        """;

    private readonly FakeTimeProvider _clock = new(A.Noon);
    private readonly InMemoryIntents _intents = new();
    private readonly InMemoryJobs _jobs = new();
    private readonly InMemorySubmissions _submissions = new();
    private readonly InMemorySubmitQueue _queue = new();
    private readonly InMemoryFiles _files = new();
    private readonly InMemoryBatch _batch = new();
    private readonly RecordingOutcomes _outcomes = new();

    private int _ids;

    [Fact]
    public async Task A_dropped_manifest_becomes_its_jobs_in_dependency_order_and_a_result()
    {
        await DropAsync("inbox/diamond.json", Diamond);
        await WorkAsync();

        Assert.Equal(["split", "left", "right", "join"], _batch.Submitted.Select(job => Name(job.Request)));
        Assert.Equal(
            $$"""{"jobQueue":"default","jobDefinition":"hello","jobName":"join","dependsOn":[{"jobId":"{{_batch.Submitted[1].JobId}}"},{"jobId":"{{_batch.Submitted[2].JobId}}"}]}""",
            _batch.Submitted[3].Request);
        using var result = JsonDocument.Parse(_files.Results["results/diamond.json.json"]);
        Assert.Equal("SUBMITTED", result.RootElement.GetProperty("state").GetString());
        Assert.Equal(
            _batch.Submitted.Select(job => job.JobId),
            result.RootElement.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("jobId").GetString()));
    }

    [Fact]
    public async Task The_same_version_delivered_twice_submits_once()
    {
        await DropAsync("inbox/diamond.json", Diamond);
        await DropAsync("inbox/diamond.json", Diamond);
        await WorkAsync();
        await DropAsync("inbox/diamond.json", Diamond);
        await WorkAsync();

        Assert.Equal(4, _batch.Submitted.Count);
    }

    [Fact]
    public async Task A_new_version_of_the_same_file_submits_again()
    {
        await DropAsync("inbox/diamond.json", Diamond, version: "1");
        await DropAsync("inbox/diamond.json", Diamond, version: "2");
        await WorkAsync();

        Assert.Equal(8, _batch.Submitted.Count);
    }

    [Fact]
    public async Task Every_message_delivered_twice_and_in_reverse_submits_once()
    {
        await DropAsync("inbox/diamond.json", Diamond);
        var messages = _queue.Drain();
        foreach (var message in messages.Concat(messages).Reverse())
        {
            await _queue.SendAsync([message], TimeSpan.Zero, TestContext.Current.CancellationToken);
        }

        await WorkAsync(batchSize: 1);

        Assert.Equal(4, _batch.Submitted.Count);
    }

    [Fact]
    public async Task A_manifest_with_errors_submits_nothing_and_says_all_of_them_in_its_result()
    {
        await DropAsync("inbox/a/bad.json", """{"jobs":[{"jobName":"one","jobQueue":"nowhere","jobDefinition":"hello"},{"jobName":"two","jobQueue":"gone","jobDefinition":"hello"}]}""");
        await WorkAsync();

        Assert.Empty(_batch.Submitted);
        using var result = JsonDocument.Parse(_files.Results["results/a/bad.json.json"]);
        Assert.Equal("REFUSED", result.RootElement.GetProperty("state").GetString());
        Assert.Equal(
            ["There is no job queue 'nowhere'.", "There is no job queue 'gone'."],
            result.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("message").GetString()));
    }

    [Theory]
    [InlineData("inbox/jobs.yaml~")]
    [InlineData("inbox/.jobs.yaml.swp")]
    [InlineData("inbox/jobs.yaml.swp")]
    [InlineData("inbox/jobs.json.part")]
    [InlineData("inbox/.hidden.json")]
    [InlineData("inbox/.cache/jobs.json")]
    [InlineData("inbox/~$jobs.csv")]
    [InlineData("inbox/#jobs.json#")]
    [InlineData("inbox/folder/")]
    public async Task What_an_editor_leaves_in_the_inbox_is_no_manifest(string key)
    {
        await DropAsync(key, """{"jobs":[{"jobName":"one","jobQueue":"default","jobDefinition":"hello"}]}""");
        await WorkAsync();

        Assert.Empty(_batch.Submitted);
        Assert.Empty(_files.Results);
    }

    [Fact]
    public async Task A_file_of_another_kind_is_refused_by_name()
    {
        await DropAsync("inbox/notes.txt", "hello");

        Assert.Contains("A manifest's name ends in .json, .yaml, .yml, .jsonl or .csv.", _files.Results["results/notes.txt.json"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_AWS_Batch_refuses_takes_its_dependants_with_it_and_nothing_else()
    {
        _batch.AnswerNext(new SubmitReply.Accepted("split-id"));
        _batch.AnswerNext(new SubmitReply.Refused("Job Queue is attached to Compute Environment that can not run Jobs with capability EC2"));
        await DropAsync("inbox/diamond.json", Diamond);
        await WorkAsync();

        Assert.Equal(["split", "right"], _batch.Submitted.Select(job => Name(job.Request)));
        using var result = JsonDocument.Parse(_files.Results["results/diamond.json.json"]);
        Assert.Equal("INCOMPLETE", result.RootElement.GetProperty("state").GetString());
        Assert.Equal(
            [null, "Job Queue is attached to Compute Environment that can not run Jobs with capability EC2", null, "It depends on 'left', which was refused."],
            result.RootElement.GetProperty("jobs").EnumerateArray().Select(job => job.TryGetProperty("error", out var error) ? error.GetString() : null));
        Assert.Equal(
            [null, "REFUSED", null, "REFUSED"],
            result.RootElement.GetProperty("jobs").EnumerateArray().Select(job => job.TryGetProperty("status", out var told) ? told.GetString() : null));
    }

    [Fact]
    public async Task Throttled_jobs_stay_on_the_queue_and_are_all_submitted_in_the_end()
    {
        for (var n = 0; n < 4; n++)
        {
            _batch.AnswerNext(new SubmitReply.Throttled("Too Many Requests"));
        }

        await DropAsync("inbox/diamond.json", Diamond);
        await WorkAsync();

        Assert.Equal(4, _batch.Submitted.Count);
        Assert.Empty(_queue.DeadLetters);
    }

    [Fact]
    public async Task After_the_configured_time_a_job_goes_to_the_dead_letters_with_its_reason()
    {
        // A minute passes between two rounds: the first try is at 12:00, and the 31st half an hour later.
        for (var n = 0; n < 31; n++)
        {
            _batch.AnswerNext(new SubmitReply.Throttled("Too Many Requests"));
        }

        await DropAsync("inbox/one.json", """{"jobs":[{"jobName":"one","jobQueue":"default","jobDefinition":"hello"}]}""");
        await WorkAsync();

        var (message, reason) = Assert.Single(_queue.DeadLetters);
        Assert.Equal("Too Many Requests (31 tries)", reason);
        Assert.Empty(_batch.Submitted);

        await _queue.SendAsync([message], TimeSpan.Zero, TestContext.Current.CancellationToken);
        await WorkAsync();

        Assert.Single(_batch.Submitted);
    }

    [Fact]
    public async Task Dead_letters_that_are_redriven_correct_the_result_that_was_written_without_them()
    {
        for (var n = 0; n < 62; n++)
        {
            _batch.AnswerNext(new SubmitReply.Throttled("Too Many Requests"));
        }

        await DropAsync("inbox/two.jsonl", """
            {"jobName":"one","jobQueue":"default","jobDefinition":"hello"}
            {"jobName":"two","jobQueue":"default","jobDefinition":"hello"}
            """);
        await WorkAsync();
        Assert.Contains("\"state\":\"INCOMPLETE\"", _files.Results["results/two.jsonl.json"], StringComparison.Ordinal);

        await _queue.SendAsync([.. _queue.DeadLetters.Select(letter => letter.Message)], TimeSpan.Zero, TestContext.Current.CancellationToken);
        await WorkAsync();

        var token = Token.Of("inbox-bucket", "inbox/two.jsonl", "v1");
        Assert.Equal(
            $$"""{"submissionId":"{{SubmissionIntake.IdOf(token)}}","manifest":"s3://inbox-bucket/inbox/two.jsonl","state":"SUBMITTED","jobs":[{"jobName":"one","jobId":"{{_batch.Submitted[0].JobId}}"},{"jobName":"two","jobId":"{{_batch.Submitted[1].JobId}}"}]}""",
            _files.Results["results/two.jsonl.json"]);
        Assert.Equal((2, 1), (_files.Writes, _outcomes.Published.Count));
    }

    [Fact]
    public async Task A_resubmission_that_AWS_Batch_refuses_gives_the_failed_job_up()
    {
        await _jobs.RecordSubmissionAsync(A.Submitted(), TestContext.Current.CancellationToken);
        await _jobs.AdvanceAsync(A.Change(JobStatus.Failed) with { Cause = "SpotInterruption" }, TestContext.Current.CancellationToken);
        _batch.AnswerNext(new SubmitReply.Refused("JobQueue default not found."));
        await _queue.SendAsync([SubmissionMessages.Decide(A.JobId, 0, _clock.GetUtcNow())], TimeSpan.Zero, TestContext.Current.CancellationToken);
        await WorkAsync();

        var failed = await _jobs.FindAsync(A.JobId, TestContext.Current.CancellationToken);
        Assert.Equal(("GIVEN_UP", "Its resubmission was not taken: JobQueue default not found."), (failed?.Decision, failed?.DecisionReason));
        Assert.Equal(["Job Resubmitted", "Job Finished", "Job Given Up"], _outcomes.Published.Select(happening => happening.DetailType));
    }

    [Fact]
    public async Task A_single_job_whose_queueing_broke_off_is_queued_by_the_next_call()
    {
        var intake = new SubmissionIntake(_submissions, new BrokenSubmitQueue(), _clock);
        await Assert.ThrowsAsync<Crash>(() => intake.TakeOneAsync(A.Request(), TestContext.Current.CancellationToken));

        await new SubmissionIntake(_submissions, _queue, _clock).TakeOneAsync(A.Request(), TestContext.Current.CancellationToken);
        await WorkAsync();

        Assert.Single(_batch.Submitted);
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_fails_alone()
    {
        var answer = await Handler().SubmitQueuedJobs(
            new SQSEvent { Records = [new SQSEvent.SQSMessage { MessageId = "bad", Body = "{" }] }, new TestLambdaContext());

        Assert.Equal("bad", Assert.Single(answer.BatchItemFailures).ItemIdentifier);
    }

    [Fact]
    public async Task A_thousand_rows_are_a_thousand_jobs()
    {
        var rows = string.Join('\n', Enumerable.Range(0, 1000).Select(n => $$"""{"jobName":"row-{{n}}","jobQueue":"default","jobDefinition":"hello"}"""));
        await DropAsync("inbox/rows.jsonl", rows);
        await WorkAsync();

        Assert.Equal(1000, _batch.Submitted.DistinctBy(job => job.Token).Count());
        Assert.Equal(1000, _batch.Submitted.Count);
    }

    private static string Name(string request)
    {
        using var document = JsonDocument.Parse(request);
        return document.RootElement.GetProperty("jobName").GetString() ?? "";
    }

    private Task DropAsync(string key, string text, string version = "v1")
    {
        _files.Manifests[key] = text;
        var handler = new ManifestDroppedHandler(
            _files, new ManifestReader(new FixedCatalog()), new SubmissionIntake(_submissions, _queue, _clock), new ResultWriter(_files), _clock);

        return handler.ManifestDropped(
            new S3Event
            {
                Records =
                [
                    new S3Event.S3EventNotificationRecord
                    {
                        S3 = new S3Event.S3Entity
                        {
                            Bucket = new S3Event.S3BucketEntity { Name = "inbox-bucket" },
                            Object = new S3Event.S3ObjectEntity { Key = key, VersionId = version },
                        },
                    },
                ],
            },
            new TestLambdaContext());
    }

    /// <summary>Delivers what is on the queue until it is empty; time passes between the rounds.</summary>
    private async Task WorkAsync(int batchSize = 10)
    {
        for (var round = 0; _queue.Sent.Count > 0; round++)
        {
            Assert.True(round < 100, "The queue never empties.");
            foreach (var batch in _queue.Drain().Chunk(batchSize))
            {
                var answer = await Handler().SubmitQueuedJobs(
                    new SQSEvent { Records = [.. batch.Select((message, n) => ToRecord(message, n))] }, new TestLambdaContext());
                Assert.Empty(answer.BatchItemFailures);
            }

            _clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private static SQSEvent.SQSMessage ToRecord(QueuedMessage message, int n) =>
        new() { MessageId = $"m{n}", Body = JsonSerializer.Serialize(message, QueueJson.Default.QueuedMessage) };

    private SubmitQueuedJobsHandler Handler()
    {
        var results = new ResultWriter(_files);
        var submitter = new JobSubmitter(_intents, _jobs, _batch, _clock, () => new Guid(++_ids, 0, 0, new byte[8]));
        var metrics = new Metrics(TextWriter.Null, _clock);
        var ends = new QueuedJobEnds(new SubmissionRows(_submissions, new InMemoryCounts(), _queue), new LostResubmissions(_jobs, _outcomes), metrics, _clock);
        var returns = new QueuedJobReturns(_queue, ends, new RetryPlan(TimeSpan.FromMinutes(30)), _clock);
        // A pace so fast that it never waits: waiting is tested for itself.
        var jobs = new QueuedJobSubmitter(
            new DependencyResolver(_intents, _jobs, TestJobEnds.Successors(_jobs, _clock, _intents, _submissions), _clock), TestJobEnds.Successors(_jobs, _clock, _intents, _submissions), submitter, new Pace(double.MaxValue, _clock), returns, ends);
        var failures = TestJobEnds.On(_jobs, _queue, _outcomes, _clock, _intents, _batch);

        return new SubmitQueuedJobsHandler(jobs, new SubmissionFinisher(_submissions, _queue, results, _outcomes, _clock), failures, TestServiceJobs.Queued());
    }
}
