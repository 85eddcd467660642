using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using LocalCloud.EventSources;
using LocalCloud.Lambda;
using LocalCloud.Lineages;
using LocalCloud.Sqs;
using LocalCloud.State;
using LocalCloud.Template;
using LocalCloud.Tests.Lambda;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.EventSources;

/// <summary>Real queues, and a function that the test plays itself.</summary>
public sealed class QueuePollerTests : IAsyncLifetime
{
    private const string Queue = "work";

    private readonly string _folder = Directory.CreateTempSubdirectory("poller-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly PlayedFunction _function = new();
    private readonly RecordingLoggers _loggers = new();
    private StateDatabase? _database;
    private QueueStore? _queues;

    private QueueStore Queues => _queues ?? throw new InvalidOperationException("The queues are not open.");

    public ValueTask InitializeAsync()
    {
        _database = StateDatabase.Open(Path.Combine(_folder, "state.db"));
        _queues = QueueStore.Open(new()
        {
            Account = new("us-east-1", "123456789012"),
            Database = _database,
            Queues = [new() { Name = Queue, VisibilityTimeout = TimeSpan.FromSeconds(30) }],
            Time = _time,
            NewId = Guid.NewGuid,
        });
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Queues.DisposeAsync();
        if (_database is { } database)
        {
            await database.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_message_that_the_function_names_as_failed_comes_again_and_the_others_do_not()
    {
        await SendAsync("good", "bad");
        _function.Answer = batch => string.Join(',', batch.Where(message => message.Body == "bad").Select(message => $$"""{"itemIdentifier":"{{message.Id}}"}"""));

        await using (Start(new QueueSource("arn:aws:sqs:us-east-1:123456789012:work", 10, TimeSpan.Zero, ReportsItemFailures: true, 2)))
        {
            await UntilAsync(seen => seen.Count(body => body == "bad") >= 3);
        }

        Assert.Equal(1, _function.Seen.Count(body => body == "good"));
    }

    [Fact]
    public async Task A_failed_function_gets_the_whole_batch_again()
    {
        await SendAsync("one");
        _function.FailsFirst = 2;

        await using (Start(new QueueSource("arn:aws:sqs:us-east-1:123456789012:work", 10, TimeSpan.Zero, ReportsItemFailures: false, null)))
        {
            await UntilAsync(seen => seen.Count == 3);
        }

        Assert.Empty(await Queues.ReceiveAsync(Queue, 10, TimeSpan.Zero, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_full_queue_is_read_by_several_batches_at_once_up_to_the_limit()
    {
        await SendAsync([.. Enumerable.Range(0, 20).Select(number => $"m{number}")]);
        TaskCompletionSource open = new();
        _function.Gate = open.Task;

        await using (Start(new QueueSource("arn:aws:sqs:us-east-1:123456789012:work", 1, TimeSpan.Zero, ReportsItemFailures: false, 3)))
        {
            await UntilAsync(seen => seen.Count == 3);
            Assert.Equal(3, _function.AtOnce);
            open.SetResult();
            await UntilAsync(seen => seen.Distinct().Count() == 20);
        }

        Assert.Equal(3, _function.MostAtOnce);
    }

    [Fact]
    public async Task A_batch_that_is_not_full_calls_no_second_one_however_many_receives_it_took()
    {
        await SendAsync([.. Enumerable.Range(0, 45).Select(number => $"m{number}")]);

        await using (Start(new QueueSource("arn:aws:sqs:us-east-1:123456789012:work", 50, TimeSpan.FromSeconds(1), ReportsItemFailures: false, 3)))
        {
            await UntilAsync(seen => seen.Distinct().Count() == 45);
        }

        Assert.Equal(1, _function.MostAtOnce);
    }

    [Fact]
    public async Task Messages_that_are_too_much_for_one_event_come_in_several_of_six_megabytes_at_most()
    {
        await SendAsync([.. Enumerable.Range(0, 8).Select(number => number + new string('x', 1_000_000))]);

        await using (Start(new QueueSource("arn:aws:sqs:us-east-1:123456789012:work", 20, TimeSpan.FromSeconds(1), ReportsItemFailures: false, 2)))
        {
            await UntilAsync(seen => seen.Distinct().Count() == 8);
        }

        Assert.InRange(_function.Largest, 1_000_000, 6 * 1024 * 1024);
    }

    [Fact]
    public async Task A_message_of_a_loop_is_taken_out_of_its_batch_and_the_others_go_on_with_the_highest_count()
    {
        await Queues.SendAsync(Queue, new("loop") { Lineage = Lineage.Parse("local-Work:16") }, TestContext.Current.CancellationToken);
        await Queues.SendAsync(Queue, new("young") { Lineage = Lineage.Parse("local-Work:3") }, TestContext.Current.CancellationToken);
        await Queues.SendAsync(Queue, new("old") { Lineage = Lineage.Parse("local-Work:15") }, TestContext.Current.CancellationToken);

        await using (Start(new QueueSource("arn:aws:sqs:us-east-1:123456789012:work", 10, TimeSpan.Zero, ReportsItemFailures: false, 2)))
        {
            // No time passes: none of them may become visible again meanwhile.
            while (_function.Seen.Distinct().Count() < 2)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        Assert.Equal(["old", "young"], _function.Seen.Order(StringComparer.Ordinal));
        Assert.Equal("local-Work:15", _function.Lineage.ToString());
        Assert.Empty(await Queues.ReceiveAsync(Queue, 10, TimeSpan.Zero, TestContext.Current.CancellationToken));
        Assert.EndsWith("was dropped, since the queue has no dead-letter queue", Assert.Single(_loggers.Lines), StringComparison.Ordinal);
    }

    /// <summary>Lets time pass until the function has seen what is wanted.</summary>
    private async Task UntilAsync(Func<IReadOnlyCollection<string>, bool> isWanted)
    {
        while (!isWanted(_function.Seen))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private QueuePoller Start(QueueSource source) => QueuePoller.Start(A.Function, source, new()
    {
        Queues = Queues,
        Functions = _function,
        Region = "us-east-1",
        Time = _time,
        Loggers = _loggers,
    });

    private async Task SendAsync(params string[] bodies)
    {
        foreach (var body in bodies)
        {
            await Queues.SendAsync(Queue, new(body), TestContext.Current.CancellationToken);
        }
    }

    private sealed class PlayedFunction : IFunctionInvoker
    {
        private readonly ConcurrentQueue<string> _seen = new();
        private int _calls;
        private int _atOnce;

        public ConcurrentQueue<string> Seen => _seen;

        public int AtOnce => _atOnce;

        public int MostAtOnce { get; private set; }

        /// <summary>Bytes of the largest event.</summary>
        public int Largest { get; private set; }

        public int FailsFirst { get; set; }

        public Lineage Lineage { get; private set; } = Lineage.None;

        public Task Gate { get; set; } = Task.CompletedTask;

        public Func<List<(string Id, string Body)>, string> Answer { get; set; } = _ => "";

        public async Task<InvocationResult> InvokeAsync(string functionName, ReadOnlyMemory<byte> payload, Lineage lineage, TimeSpan? beginWithin, CancellationToken cancellation)
        {
            Lineage = lineage;
            Largest = Math.Max(Largest, payload.Length);
            using var document = JsonDocument.Parse(payload);
            var batch = document.RootElement.GetProperty("Records").EnumerateArray()
                .Select(record => (record.GetProperty("messageId").GetString() ?? "", record.GetProperty("body").GetString() ?? "")).ToList();
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _atOnce));
            batch.ForEach(message => _seen.Enqueue(message.Item2));
            var isError = Interlocked.Increment(ref _calls) <= FailsFirst;
            await Gate;
            Interlocked.Decrement(ref _atOnce);
            return new("r", Encoding.UTF8.GetBytes($$"""{"batchItemFailures":[{{Answer(batch)}}]}"""), isError);
        }
    }
}
