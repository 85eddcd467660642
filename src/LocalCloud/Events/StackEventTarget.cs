using LocalCloud.Lambda;
using LocalCloud.Sqs;

namespace LocalCloud.Events;

/// <summary>Delivers to the stack's own queues and functions, told apart by their ARN.</summary>
internal sealed class StackEventTarget(QueueStore queues, IFunctionInvoker functions) : IEventTarget
{
    public Task DeliverAsync(EventDelivery delivery, CancellationToken cancellation) => throw new NotImplementedException($"{queues} {functions}");
}
