using System.Globalization;
using Amazon.Lambda.SQSEvents;
using Simulation.Tests.Functions;
using Simulation.Tests.Kernel;

namespace Simulation.Tests.Cloud;

/// <summary>A standard queue of SQS with its event source: at least once, in no order, dead letters after ten receives.</summary>
internal sealed class SimulatedQueue(World world, string name, TimeSpan visibility)
{
    private const int MostReceives = 10;
    private const int MostInBatch = 10;

    private readonly List<Message> _messages = [];
    private int _count;
    private int _running;

    /// <summary>What takes the messages.</summary>
    public Func<SQSEvent, Task<InvocationEnd<SQSBatchResponse>>>? Target { get; set; }

    /// <summary>Invocations of the target at a time.</summary>
    public int Concurrency { get; init; } = 2;

    /// <summary>What nobody could handle, with why.</summary>
    public List<(string Body, string Reason)> DeadLetters { get; } = [];

    public int Count => _messages.Count;

    public void Send(string body, TimeSpan delay)
    {
        _messages.Add(new($"{name}-{(++_count).ToString(CultureInfo.InvariantCulture)}", body) { VisibleAt = world.Now + delay });
        PollIn(delay);
    }

    /// <summary>Puts the dead letters back, as an operator does once the cause is gone.</summary>
    public void Redrive()
    {
        foreach (var (body, _) in DeadLetters)
        {
            Send(body, TimeSpan.Zero);
        }

        DeadLetters.Clear();
    }

    private void PollIn(TimeSpan delay) => world.Schedule.In(delay + world.Disorder.Between(0, 0.3), () => world.Start(PollAsync));

    private async Task PollAsync()
    {
        if (_running == Concurrency)
        {
            PollIn(TimeSpan.FromSeconds(0.5));
            return;
        }

        var batch = Receive();
        if (batch.Count == 0 || Target is not { } target)
        {
            return;
        }

        _running++;
        world.Trace.Add($"{name} delivers {string.Join(' ', batch.Select(message => message.Id))}");
        var end = await target(new SQSEvent { Records = batch.ConvertAll(message => new SQSEvent.SQSMessage { MessageId = message.Id, Body = message.Body }) });
        _running--;
        Delete(batch, end);
    }

    private List<Message> Receive()
    {
        var batch = new List<Message>();
        var most = 1 + world.Disorder.Below(MostInBatch);
        foreach (var message in _messages.Where(message => message.VisibleAt <= world.Now).OrderBy(_ => world.Disorder.Below(1000)).Take(most).ToList())
        {
            if (message.Receives++ == MostReceives)
            {
                _messages.Remove(message);
                DeadLetters.Add((message.Body, $"Received {MostReceives} times."));
                world.Trace.Add($"{name} gives up {message.Id}");
                continue;
            }

            var isDoubled = world.Disorder.Chance(world.Disorder.Faults.Doubled / 3);
            message.VisibleAt = world.Now + (isDoubled ? world.Disorder.Between(0, 5) : visibility);
            PollIn(message.VisibleAt - world.Now);
            batch.Add(message);
        }

        return batch;
    }

    private void Delete(List<Message> batch, InvocationEnd<SQSBatchResponse> end)
    {
        if (end is not InvocationEnd<SQSBatchResponse>.Answered({ BatchItemFailures: var failures }))
        {
            return;
        }

        foreach (var message in batch.Where(message => !failures.Exists(failure => failure.ItemIdentifier == message.Id)))
        {
            // The deletion may fail too: then the message comes again.
            if (!world.Disorder.Chance(world.Disorder.Faults.Doubled / 3))
            {
                _messages.Remove(message);
            }
        }
    }

    private sealed record Message(string Id, string Body)
    {
        public TimeSpan VisibleAt { get; set; }

        public int Receives { get; set; }
    }
}
