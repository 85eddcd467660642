using LocalCloud.Deliveries;
using LocalCloud.Lineages;
using LocalCloud.Mishaps;
using LocalCloud.State;
using LocalCloud.Tests.Events;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCloud.Tests.Deliveries;

public sealed class OutboxTests : IAsyncLifetime
{
    private const string Queue = "arn:aws:sqs:us-east-1:123456789012:state-changes";
    private const string DeadLetters = "arn:aws:sqs:us-east-1:123456789012:dead";
    private const string Rule = "arn:aws:events:us-east-1:123456789012:rule/failed";

    private readonly string _folder = Directory.CreateTempSubdirectory("localcloud-").FullName;
    private readonly WatchedTime _time = new(new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));
    private readonly RecordingTarget _target = new();
    private StateDatabase? _database;
    private Outbox? _outbox;

    private Outbox Box => _outbox ?? throw new InvalidOperationException("Not open.");

    public ValueTask InitializeAsync()
    {
        Open(null);

        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    [Fact]
    public async Task An_event_is_delivered_once()
    {
        Box.Start(_target);
        await AddAsync(DeliveryPolicy.EventBridge);

        Assert.Equal((Queue, "{}"), (await _target.NextAsync()) is var (target, body, _) ? (target, body) : default);
        await CloseAsync();
        Open(null);
        Box.Start(_target);
        Assert.True(_target.IsEmpty);
    }

    [Fact]
    public async Task An_event_waits_for_the_start_also_over_a_restart()
    {
        await AddAsync(DeliveryPolicy.EventBridge);
        await CloseAsync();
        Open(null);
        Box.Start(_target);

        Assert.Equal("{}", (await _target.NextAsync()).Body);
    }

    [Fact]
    public async Task A_delivery_that_failed_is_tried_again_later_and_later()
    {
        _target.Failures = 3;
        Box.Start(_target);
        await AddAsync(DeliveryPolicy.EventBridge);

        Assert.Equal("{}", (await NextInTimeAsync()).Body);
        Assert.Equal(4, _target.Tries);
    }

    [Fact]
    public async Task What_cannot_be_delivered_goes_to_the_dead_letter_queue_with_the_reason()
    {
        _target.Failures = 100;
        Box.Start(_target);
        await AddAsync(new(2, TimeSpan.FromHours(1), DeadLetters));

        var (target, body, attributes) = await NextInTimeAsync();

        Assert.Equal((DeadLetters, "{}"), (target, body));
        Assert.Equal(("MaximumRetryAttempts", "2"), (attributes["EXHAUSTED_RETRY_CONDITION"], attributes["RETRY_ATTEMPTS"]));
        Assert.Equal((Rule, Queue), (attributes["RULE_ARN"], attributes["TARGET_ARN"]));
        Assert.Equal("The target is told to fail.", attributes["ERROR_MESSAGE"]);
    }

    [Fact]
    public void An_event_that_is_too_old_is_not_tried_again()
    {
        var entry = Box.NewEntry(Queue, Rule, "{}"u8.ToArray(), new(185, TimeSpan.FromMinutes(1), DeadLetters), Lineage.None);

        var next = entry.AfterFailure("SDK_CLIENT_ERROR", "no", canRetry: true, _time.GetUtcNow() + TimeSpan.FromMinutes(2));

        Assert.Equal("MaximumEventAgeInSeconds", next?.MessageAttributes["EXHAUSTED_RETRY_CONDITION"]);
    }

    [Fact]
    public void A_function_that_fails_is_tried_again_after_one_minute_and_after_two_more()
    {
        var policy = DeliveryPolicy.LambdaAsync;

        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)), (policy.DelayAfter(1), policy.DelayAfter(2)));
    }

    [Fact]
    public async Task Chaos_delivers_twice()
    {
        await CloseAsync();
        Open(new(ChaosPolicy.Parse("duplicate=1"), 1));
        Box.Start(_target);
        await AddAsync(DeliveryPolicy.EventBridge);

        Assert.Equal((await _target.NextAsync()).Body, (await _target.NextAsync()).Body);
    }

    private Task AddAsync(DeliveryPolicy policy) => Box.AddAsync([Box.NewEntry(Queue, Rule, "{}"u8.ToArray(), policy, Lineage.None)]);

    /// <summary>Moves the clock to whatever the outbox waits for, until the delivery is there.</summary>
    private async Task<(string TargetArn, string Body, IReadOnlyDictionary<string, string> Attributes)> NextInTimeAsync()
    {
        var next = _target.NextAsync();
        for (var due = _time.NextTimerAsync(); await Task.WhenAny(next, due) == due; due = _time.NextTimerAsync())
        {
            _time.Advance(await due);
        }

        return await next;
    }

    private void Open(Chaos? chaos)
    {
        _database = StateDatabase.Open(Path.Combine(_folder, "state.db"));
        _outbox = Outbox.Open(_database, _time, Guid.NewGuid, NullLogger<Outbox>.Instance, chaos);
    }

    private async Task CloseAsync()
    {
        await Box.DisposeAsync();
        await (_database?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
