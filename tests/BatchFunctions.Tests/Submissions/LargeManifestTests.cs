using System.Text;
using System.Text.Json;
using Amazon.Lambda.S3Events;
using Amazon.Lambda.TestUtilities;
using BatchFunctions.Manifests;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace BatchFunctions.Tests.Submissions;

/// <summary>Ten thousand rows in one file, up to the queue.</summary>
public sealed class LargeManifestTests
{
    private const int Rows = 10_000;

    // AWS: a message of SQS, and a call with all its messages (API_SendMessageBatch).
    private const int MostMessageBytes = 262_144;

    private readonly FakeTimeProvider _clock = new(A.Noon);
    private readonly InMemorySubmissions _submissions = new();
    private readonly CountingQueue _queue = new();
    private readonly InMemoryFiles _files = new();

    [Fact]
    public async Task Ten_thousand_rows_of_CSV_are_ten_thousand_messages_in_calls_of_ten()
    {
        var text = new StringBuilder("jobName,jobQueue,jobDefinition,parameters.file,environment.MODE\n");
        for (var row = 0; row < Rows; row++)
        {
            text.Append($"row-{row},default,hello,s3://data/part-{row}.csv,fast\n");
        }

        await DropAsync("inbox/rows.csv", text.ToString());

        Assert.Equal((Rows + 1, 1001), (_queue.Tokens.Count + _queue.Finishes, _queue.Calls));
    }

    [Fact]
    public async Task Ten_thousand_rows_of_JSONL_with_dependencies_are_ten_thousand_messages()
    {
        var text = new StringBuilder("""{"jobName":"row-0","jobQueue":"default","jobDefinition":"hello"}""").Append('\n');
        for (var row = 1; row < Rows; row++)
        {
            text.Append($$"""{"jobName":"row-{{row}}","jobQueue":"default","jobDefinition":"hello","dependsOn":["row-{{row / 2}}"]}""").Append('\n');
        }

        await DropAsync("inbox/tree.jsonl", text.ToString());

        Assert.Equal((Rows, 1), (_queue.Tokens.Count, _queue.Finishes));
    }

    [Fact]
    public async Task Large_defaults_are_never_in_memory_for_every_row_at_once()
    {
        var environment = string.Join(',', Enumerable.Range(0, 100).Select(n => $$"""{"name":"VARIABLE_{{n}}","value":"{{new string('x', 100)}}"}"""));
        var jobs = string.Join(',', Enumerable.Range(0, 600).Select(n => $$"""{"jobName":"row-{{n}}"}"""));

        await DropAsync("inbox/rows.json", $$"""
            { "defaults": { "jobQueue": "default", "jobDefinition": "hello", "containerOverrides": { "environment": [{{environment}}] } }, "jobs": [{{jobs}}] }
            """);

        Assert.Equal(600, _queue.Tokens.Count);
        Assert.InRange(_queue.MostBodies, 1, 400 * 14_000);
    }

    [Fact]
    public async Task The_largest_job_that_is_accepted_is_a_message_that_SQS_takes()
    {
        // Quotes are what grows most on the way: the body is escaped in the message.
        var parameters = string.Join(',', Enumerable.Range(1000, 2700).Select(n => $"\"{n}x\":\"\""));
        var rules = string.Join(',', Enumerable.Repeat("""{"action":"giveUp"}""", 400));
        var names = string.Join(',', Enumerable.Range(0, 20).Select(n => $"\"{n}{new string('n', 120)}\""));
        var others = string.Join(',', Enumerable.Range(0, 20).Select(n => $$"""{"jobName":"{{n}}{{new string('n', 120)}}","jobQueue":"default","jobDefinition":"hello"}"""));

        await DropAsync("inbox/large.json", $$"""
            { "onFailure": [{{rules}}],
              "jobs": [ {{others}}, { "jobName": "large", "jobQueue": "default", "jobDefinition": "hello", "parameters": { {{parameters}} }, "dependsOn": [{{names}}] } ] }
            """);

        Assert.Equal(21, _queue.Tokens.Count);
        Assert.InRange(_queue.LongestMessage, 100_000, MostMessageBytes);
    }

    [Fact]
    public async Task A_file_that_is_too_long_is_refused_in_its_result()
    {
        _files.TooLong = "The file has 20000 KiB; a manifest may have 16384 KiB.";

        await DropAsync("inbox/huge.csv", "");

        Assert.Contains("\"message\":\"The file has 20000 KiB; a manifest may have 16384 KiB.\"", _files.Results["results/huge.csv.json"], StringComparison.Ordinal);
    }

    private async Task DropAsync(string key, string text)
    {
        _files.Manifests[key] = text;
        var handler = new ManifestDroppedHandler(
            _files, new ManifestReader(new FixedCatalog()), new SubmissionIntake(_submissions, _queue, _clock), new ResultWriter(_files), _clock);

        await handler.ManifestDropped(
            new S3Event
            {
                Records =
                [
                    new S3Event.S3EventNotificationRecord
                    {
                        S3 = new S3Event.S3Entity
                        {
                            Bucket = new S3Event.S3BucketEntity { Name = "inbox-bucket" },
                            Object = new S3Event.S3ObjectEntity { Key = key, VersionId = "v1" },
                        },
                    },
                ],
            },
            new TestLambdaContext { RemainingTime = TimeSpan.FromMinutes(5) });
    }

    /// <summary>Counts what would go over the wire, and keeps nothing of it.</summary>
    private sealed class CountingQueue : ISubmitQueue
    {
        public HashSet<string> Tokens { get; } = [];

        public int Finishes { get; private set; }

        public int Calls { get; private set; }

        public int LongestMessage { get; private set; }

        /// <summary>Most characters of bodies that were handed over together.</summary>
        public int MostBodies { get; private set; }

        public Task SendAsync(IReadOnlyList<QueuedMessage> messages, TimeSpan delay, CancellationToken cancellation)
        {
            foreach (var message in messages)
            {
                Finishes += message.FinishSubmission is null ? 0 : 1;
                if (message.Job is { } job)
                {
                    Tokens.Add(job.Token);
                }
            }

            MostBodies = Math.Max(MostBodies, messages.Sum(message => message.Job?.Body.Length ?? 0));
            foreach (var call in SqsSubmitQueue.Pack(messages.Select(message => JsonSerializer.Serialize(message, QueueJson.Default.QueuedMessage))))
            {
                Calls++;
                LongestMessage = Math.Max(LongestMessage, call.Max(Encoding.UTF8.GetByteCount));
                Assert.InRange(call.Count, 1, 10);
                Assert.InRange(call.Sum(Encoding.UTF8.GetByteCount), 1, MostMessageBytes);
            }

            return Task.CompletedTask;
        }

        public Task GiveUpAsync(QueuedMessage message, string reason, CancellationToken cancellation) =>
            throw new InvalidOperationException("Nothing is given up here.");
    }
}
