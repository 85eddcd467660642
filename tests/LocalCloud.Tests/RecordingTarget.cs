using System.Text;
using System.Threading.Channels;
using LocalCloud.Deliveries;

namespace LocalCloud.Tests;

/// <summary>Takes deliveries and remembers them; fails as often as it is told to.</summary>
internal sealed class RecordingTarget : IEventTarget
{
    private readonly Channel<EventDelivery> _delivered = Channel.CreateUnbounded<EventDelivery>();
    private int _failures;

    /// <summary>Tries that fail before one succeeds.</summary>
    public int Failures
    {
        get => _failures;
        set => _failures = value;
    }

    public int Tries { get; private set; }

    public Task DeliverAsync(EventDelivery delivery, CancellationToken cancellation)
    {
        Tries++;
        if (delivery.MessageAttributes.Count == 0 && _failures-- > 0)
        {
            throw new InvalidOperationException("The target is told to fail.");
        }

        _delivered.Writer.TryWrite(delivery);

        return Task.CompletedTask;
    }

    /// <summary>The next delivery, as soon as there is one.</summary>
    public async Task<(string TargetArn, string Body, IReadOnlyDictionary<string, string> Attributes)> NextAsync()
    {
        var delivery = await NextDeliveryAsync();

        return (delivery.TargetArn, Encoding.UTF8.GetString(delivery.Body.Span), delivery.MessageAttributes);
    }

    public async Task<EventDelivery> NextDeliveryAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, TestContext.Current.CancellationToken);

        return await _delivered.Reader.ReadAsync(either.Token);
    }

    public bool IsEmpty => !_delivered.Reader.TryPeek(out _);
}
