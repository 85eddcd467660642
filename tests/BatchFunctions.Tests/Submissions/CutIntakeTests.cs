using System.Net;
using System.Text.Json;
using Amazon.Lambda.CloudWatchEvents.ScheduledEvents;
using Amazon.Lambda.SQSEvents;
using BatchFunctions.Outcomes;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Submitting;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tests.Http;
using BatchFunctions.Tracking;

namespace BatchFunctions.Tests.Submissions;

/// <summary>POST /submissions that is cut off in mid-intake: goes on at the repetition, or is given up in words.</summary>
public sealed class CutIntakeTests
{
    private const int Count = 1_000;

    private static readonly string Rows =
        "jobName,jobQueue,jobDefinition\n" + string.Concat(Enumerable.Range(0, Count).Select(n => $"row-{n},default,hello\n"));

    private readonly FunctionStack _stack = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, 0)]
    [InlineData(null, 1)]
    [InlineData(null, 2)]
    [InlineData("k", 1)]
    [InlineData("k", 3)]
    public async Task The_repetition_goes_on_with_the_rows_and_makes_each_once(string? key, int calls)
    {
        Assert.Equal(HttpStatusCode.InternalServerError, (await CutAsync(key, calls)).Status);
        _stack.Clock.Advance(TimeSpan.FromMinutes(2));

        var answer = await PostAsync(key);
        await WorkAsync();

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal(Count, _stack.Batch.Submitted.Count);
        Assert.Equal((1, SubmissionState.Finished), (_stack.Submissions.Count, (await FindAsync())?.State));
        Assert.Empty(_stack.Watch.Items);
    }

    [Fact]
    public async Task One_that_nobody_repeats_is_left_alone_for_an_hour_and_then_given_up_in_words()
    {
        await CutAsync(null, 1);
        await WorkAsync();
        await SweepAsync();
        Assert.Equal(SubmissionState.Accepted, (await FindAsync())?.State);

        _stack.Clock.Advance(TimeSpan.FromHours(1));
        await SweepAsync();
        await WorkAsync();

        using var body = JsonDocument.Parse((await DescribeAsync()).Body);
        Assert.Equal(
            ("SUBMITTED", 400, Count, "Taking it in was cut off, and nobody has gone on: what is not listed here was not queued, as far as anybody can tell."),
            (body.RootElement.GetProperty("state").GetString(), body.RootElement.GetProperty("submitted").GetInt32(),
                body.RootElement.GetProperty("total").GetInt32(), body.RootElement.GetProperty("reason").GetString()));
        Assert.Equal("Submission Cut Off", Assert.Single(Outcomes.Published, happening => happening.DetailType.StartsWith("Submission", StringComparison.Ordinal)).DetailType);
    }

    [Fact]
    public async Task One_that_was_given_up_is_whole_after_its_key_is_used_again()
    {
        await CutAsync("k", 1);
        await WorkAsync();
        _stack.Clock.Advance(TimeSpan.FromHours(2));
        await SweepAsync();
        await WorkAsync();

        await PostAsync("k");
        await WorkAsync();

        Assert.Equal(Count, _stack.Batch.Submitted.Count);
        Assert.Equal((SubmissionState.Finished, null), ((await FindAsync())?.State, (await FindAsync())?.Reason));
        Assert.Equal(["Submission Cut Off", "Submission Finished"], Outcomes.Published.Select(happening => happening.DetailType).Where(type => type.StartsWith("Submission", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task One_that_was_cut_off_after_its_last_row_is_finished_by_the_sweep()
    {
        // All three parts are sent, and the submission is never noted to be on the queue.
        await CutAsync(null, 3);
        foreach (var (message, delay) in _stack.Queue.Sent.Where(sent => sent.Message.FinishSubmission is not null).ToList())
        {
            _stack.Queue.Sent.Remove((message, delay));
        }

        await WorkAsync();
        _stack.Clock.Advance(TimeSpan.FromHours(1));
        await SweepAsync();
        await WorkAsync();

        Assert.Equal((SubmissionState.Finished, null), ((await FindAsync())?.State, (await FindAsync())?.Reason));
    }

    [Fact]
    public async Task A_job_that_is_queued_at_once_and_cut_off_before_its_message_is_told_too()
    {
        var intake = new SubmissionIntake(_stack.Submissions, new BrokenSubmitQueue(), _stack.Clock);
        await Assert.ThrowsAsync<Crash>(() => intake.TakeOneAsync(A.Request(), None));
        _stack.Watch.Items.Add((new(null, null, SubmissionIntake.IdOf(A.Request().Token)), A.Noon));
        _stack.Clock.Advance(TimeSpan.FromHours(1));

        await SweepAsync();

        Assert.NotNull((await _stack.Submissions.FindAsync(SubmissionIntake.IdOf(A.Request().Token), None))?.Reason);
    }

    private RecordingOutcomes Outcomes { get; } = new();

    private string? _id;

    private async Task<Submission?> FindAsync() => await _stack.Submissions.FindAsync(_id ?? "", None);

    private Task<HttpAnswer> DescribeAsync() =>
        HttpAnswer.OfAsync(_stack.Handler<DescribeSubmissionHandler>().DescribeSubmission(_id ?? "", new(), _stack.Context));

    /// <summary>The process ends after so many calls of the queue.</summary>
    private async Task<HttpAnswer> CutAsync(string? key, int calls)
    {
        var queue = new CutQueue(_stack.Queue, calls);
        var intake = new SubmissionIntake(calls < 3 ? _stack.Submissions : new CutSubmissions(_stack.Submissions), queue, _stack.Clock);
        var answer = await PostAsync(key, _stack.HandlerWith<SubmitManifestHandler, SubmissionIntake>(intake));
        _id = Assert.Single(_stack.Submissions.Ids);
        _stack.Watch.Items.Add((new(null, null, _id), A.Noon));

        return answer;
    }

    private Task<HttpAnswer> PostAsync(string? key, SubmitManifestHandler? handler = null)
    {
        var headers = new Dictionary<string, string> { ["content-type"] = "text/csv" };
        if (key is not null)
        {
            headers["idempotency-key"] = key;
        }

        return HttpAnswer.OfAsync((handler ?? _stack.Handler<SubmitManifestHandler>()).SubmitManifest(new() { Body = Rows, Headers = headers }, _stack.Context));
    }

    private async Task SweepAsync()
    {
        await _stack.Handler<ReconcileJobsHandler>().ReconcileJobs(new ScheduledEvent(), _stack.Context);
        // As the table does: what is on the queue is watched no more.
        _stack.Watch.Items.RemoveAll(entry => entry.Item.SubmissionId is not null && _stack.Submissions.IsQueued(entry.Item.SubmissionId));
    }

    private async Task WorkAsync()
    {
        while (_stack.Queue.Sent.Count > 0)
        {
            var batches = _stack.Queue.Drain().Chunk(10).ToList();
            foreach (var batch in batches)
            {
                var answer = await _stack.HandlerWith<SubmitQueuedJobsHandler, IOutcomes>(Outcomes).SubmitQueuedJobs(
                    new SQSEvent { Records = [.. batch.Select((message, n) => new SQSEvent.SQSMessage { MessageId = $"{n}", Body = JsonSerializer.Serialize(message, QueueJson.Default.QueuedMessage) })] },
                    _stack.Context);
                Assert.Empty(answer.BatchItemFailures);
            }

            // A submission whose rows are not there is looked at again and again.
            if (batches.All(batch => batch.All(message => message.FinishSubmission is not null)) && (await FindAsync())?.State != SubmissionState.Finished)
            {
                _stack.Queue.Sent.Clear();
            }
        }

        _stack.Watch.Items.RemoveAll(entry => entry.Item.SubmissionId is not null && _stack.Submissions.IsQueued(entry.Item.SubmissionId));
    }

    private sealed class CutQueue(ISubmitQueue inner, int calls) : ISubmitQueue
    {
        private int _left = calls;

        public Task SendAsync(IReadOnlyList<QueuedMessage> messages, TimeSpan delay, CancellationToken cancellation) =>
            _left-- > 0 ? inner.SendAsync(messages, delay, cancellation) : throw new Crash();

        public Task GiveUpAsync(QueuedMessage message, string reason, CancellationToken cancellation) => throw new Crash();
    }

    /// <summary>The process ends before the submission is noted to be on the queue.</summary>
    private sealed class CutSubmissions(ISubmissionStore inner) : ISubmissionStore
    {
        public Task<bool> CreateAsync(Submission submission, CancellationToken cancellation) => inner.CreateAsync(submission, cancellation);

        public Task<Submission?> FindAsync(string submissionId, CancellationToken cancellation) => inner.FindAsync(submissionId, cancellation);

        public Task MarkQueuedAsync(string submissionId, CancellationToken cancellation) => throw new Crash();

        public Task ReopenAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation) => inner.ReopenAsync(submissionId, at, cancellation);

        public Task MarkCutOffAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation) => throw new Crash();

        public Task<SubmissionCounts> NoteCountsAsync(string submissionId, SubmissionCounts counts, CancellationToken cancellation) => throw new Crash();

        public Task<bool> MarkFinishedAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation) => throw new Crash();

        public Task MarkCorrectedAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation) => throw new Crash();

        public Task<bool> RecordRowAsync(SubmissionRow row, DateTimeOffset at, CancellationToken cancellation) => throw new Crash();

        public Task<IReadOnlyList<SubmissionRow>> RowsAsync(string submissionId, int first, int most, CancellationToken cancellation) => throw new Crash();

        public Task<IReadOnlyList<SubmissionRow>> RowsAsync(string submissionId, CancellationToken cancellation) => throw new Crash();
    }
}
