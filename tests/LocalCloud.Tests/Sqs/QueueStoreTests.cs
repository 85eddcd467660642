using LocalCloud.Gateway;
using LocalCloud.Mishaps;
using LocalCloud.Sqs;
using LocalCloud.State;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.Sqs;

public sealed class QueueStoreTests : IAsyncLifetime
{
    private static readonly TimeSpan NoWait = TimeSpan.Zero;

    private readonly string _folder = Directory.CreateTempSubdirectory("localcloud-").FullName;
    private readonly FakeTimeProvider _time = new(new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));
    private StateDatabase? _database;
    private QueueStore? _queues;

    private QueueStore Queues => _queues ?? throw new InvalidOperationException("Not open.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Open();

        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    [Fact]
    public async Task A_received_message_is_hidden_until_its_visibility_timeout_is_over()
    {
        await SendAsync("hello");
        var first = Assert.Single(await ReceiveAsync());

        Assert.Empty(await ReceiveAsync());
        _time.Advance(TimeSpan.FromSeconds(30));
        var second = Assert.Single(await ReceiveAsync());

        Assert.Equal((first.MessageId, 1, 2), (second.MessageId, first.ReceiveCount, second.ReceiveCount));
        Assert.NotEqual(first.ReceiptHandle, second.ReceiptHandle);
    }

    [Fact]
    public async Task A_deleted_message_never_comes_back()
    {
        await SendAsync("hello");
        var received = Assert.Single(await ReceiveAsync());
        await Queues.DeleteAsync("work", received.ReceiptHandle, Cancellation);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Empty(await ReceiveAsync());
    }

    [Fact]
    public async Task The_receipt_of_an_earlier_receive_does_not_delete_the_message()
    {
        await SendAsync("hello");
        var first = Assert.Single(await ReceiveAsync());
        _time.Advance(TimeSpan.FromSeconds(30));
        await ReceiveAsync();
        await Queues.DeleteAsync("work", first.ReceiptHandle, Cancellation);
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Single(await ReceiveAsync());
    }

    [Fact]
    public async Task A_message_that_was_received_too_often_goes_to_the_dead_letter_queue()
    {
        var sent = await SendAsync("poison");
        for (var receive = 0; receive < 3; receive++)
        {
            Assert.Single(await ReceiveAsync());
            _time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Empty(await ReceiveAsync());
        var dead = Assert.Single(await Queues.ReceiveAsync("dead", 10, NoWait, Cancellation));

        Assert.Equal((sent.MessageId, "poison", "arn:aws:sqs:us-east-1:123456789012:work"), (dead.MessageId, dead.Body, dead.DeadLetterSourceArn));
    }

    [Fact]
    public async Task A_delayed_message_comes_when_its_delay_is_over()
    {
        await Queues.SendAsync("work", new("later") { Delay = TimeSpan.FromMinutes(5) }, Cancellation);

        Assert.Empty(await ReceiveAsync());
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Single(await ReceiveAsync());
    }

    [Fact]
    public async Task A_waiting_receive_ends_when_a_message_comes()
    {
        var waiting = Queues.ReceiveAsync("work", 10, TimeSpan.FromSeconds(20), Cancellation);
        await SendAsync("hello");

        Assert.Equal("hello", Assert.Single(await waiting).Body);
    }

    [Fact]
    public async Task A_waiting_receive_ends_when_a_hidden_message_is_visible_again()
    {
        await SendAsync("hello");
        await ReceiveAsync();
        var waiting = Queues.ReceiveAsync("work", 10, TimeSpan.FromSeconds(60), Cancellation);
        await SettleAsync();
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Single(await waiting);
    }

    [Fact]
    public async Task A_waiting_receive_ends_empty_when_its_time_is_over()
    {
        var waiting = Queues.ReceiveAsync("work", 10, TimeSpan.FromSeconds(20), Cancellation);
        await SettleAsync();
        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Empty(await waiting);
    }

    [Fact]
    public async Task A_receive_that_was_given_up_takes_no_message()
    {
        using var stop = new CancellationTokenSource();
        var waiting = Queues.ReceiveAsync("work", 10, TimeSpan.FromSeconds(20), stop.Token);
        await SettleAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await SendAsync("hello");

        Assert.Single(await ReceiveAsync());
    }

    [Fact]
    public async Task Visibility_can_be_shortened_to_nothing_and_only_for_a_message_in_flight()
    {
        await SendAsync("hello");
        var received = Assert.Single(await ReceiveAsync());
        await Queues.ChangeVisibilityAsync("work", received.ReceiptHandle, TimeSpan.Zero, Cancellation);

        var refused = await Assert.ThrowsAsync<AwsException>(() => Queues.ChangeVisibilityAsync("work", received.ReceiptHandle, TimeSpan.FromSeconds(5), Cancellation));

        Assert.Equal("MessageNotInflight", refused.Code);
        Assert.Single(await ReceiveAsync());
    }

    [Fact]
    public async Task A_message_past_its_retention_is_gone()
    {
        await SendAsync("old");
        _time.Advance(TimeSpan.FromDays(4));

        Assert.Empty(await ReceiveAsync());
    }

    [Fact]
    public async Task Messages_survive_a_restart_with_their_counts_and_their_visibility()
    {
        await SendAsync("first");
        await SendAsync("second");
        await Queues.ReceiveAsync(new("work", 1, null, IsLocal: false), NoWait, Cancellation);
        await CloseAsync();
        Open();

        Assert.Equal("second", Assert.Single(await ReceiveAsync()).Body);
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal([2, 2], (await ReceiveAsync()).Select(message => message.ReceiveCount));
    }

    [Fact]
    public async Task A_message_that_a_consumer_of_this_process_held_is_visible_at_once_after_a_restart_and_that_receive_does_not_count()
    {
        await SendAsync("held");
        for (var restart = 0; restart < 5; restart++)
        {
            await ReceiveAsync();
            await CloseAsync();
            Open();
        }

        Assert.Equal(1, Assert.Single(await ReceiveAsync()).ReceiveCount);
    }

    [Fact]
    public async Task A_queue_that_is_not_there_is_named()
    {
        var refused = await Assert.ThrowsAsync<AwsException>(() => Queues.SendAsync("nowhere", new("x"), Cancellation));

        Assert.Equal("QueueDoesNotExist", refused.Code);
        Assert.Contains("nowhere", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_left_in_sight_is_a_duplicate_only_once_a_second_consumer_has_it()
    {
        Chaos chaos = new(ChaosPolicy.Parse("duplicate=1"), 1);
        await CloseAsync();
        Open(chaos);
        await SendAsync("hello");
        var first = Assert.Single(await ReceiveAsync());
        Assert.Equal(0, chaos.Tally.Duplicated);

        _time.Advance(Chaos.DoubledAfter);
        var second = Assert.Single(await ReceiveAsync());

        Assert.Equal((first.MessageId, 1, 1), (second.MessageId, first.ReceiveCount, second.ReceiveCount));
        Assert.Equal(1, chaos.Tally.Duplicated);
    }

    private Task<SentMessage> SendAsync(string body) => Queues.SendAsync("work", new(body), Cancellation);

    private Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync() => Queues.ReceiveAsync("work", 10, NoWait, Cancellation);

    // One turn of the loop behind the receive: it is waiting, and its timer is set.
    private Task<int> SettleAsync() => Queues.RunAsync(desk => desk.Queues.Count, Cancellation);

    private void Open(Chaos? chaos = null)
    {
        _database = StateDatabase.Open(Path.Combine(_folder, "state.db"));
        _queues = QueueStore.Open(new()
        {
            Account = LocalServices.Account,
            Database = _database,
            Queues = [new() { Name = "dead" }, new() { Name = "work", RedrivePolicy = new("arn:aws:sqs:us-east-1:123456789012:dead", 3) }],
            Time = _time,
            NewId = Guid.NewGuid,
            Chaos = chaos,
        });
    }

    private async Task CloseAsync()
    {
        await Queues.DisposeAsync();
        await (_database?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
