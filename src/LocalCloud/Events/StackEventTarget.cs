using System.Text;
using LocalCloud.Gateway;
using LocalCloud.Lambda;
using LocalCloud.Sqs;

namespace LocalCloud.Events;

/// <summary>Delivers to the stack's own queues and functions, told apart by their ARN.</summary>
internal sealed class StackEventTarget(QueueStore queues, IFunctionInvoker functions) : IEventTarget
{
    public Task DeliverAsync(EventDelivery delivery, CancellationToken cancellation) => delivery.TargetArn.Split(':') switch
    {
        ["arn", _, "sqs", _, _, var queue] => SendAsync(queue, delivery, cancellation),
        ["arn", _, "lambda", _, _, "function", var function, ..] => InvokeAsync(function, delivery, cancellation),
        _ => throw new UndeliverableException("INVALID_PARAMETER", $"{delivery.TargetArn} is not the ARN of a queue or a function."),
    };

    private async Task SendAsync(string queue, EventDelivery delivery, CancellationToken cancellation)
    {
        try
        {
            await queues.SendAsync(queue, new(Encoding.UTF8.GetString(delivery.Body.Span))
            {
                Lineage = delivery.Lineage,
                Attributes = delivery.MessageAttributes.ToDictionary(pair => pair.Key, pair => new MessageAttribute("String", pair.Value, null)),
            }, cancellation);
        }
        catch (AwsException refused)
        {
            throw new UndeliverableException(refused.Code == "QueueDoesNotExist" ? "NO_RESOURCE" : "INVALID_PARAMETER", refused.Message);
        }
    }

    private async Task InvokeAsync(string function, EventDelivery delivery, CancellationToken cancellation)
    {
        var result = await RunAsync(function, delivery, cancellation);
        if (result.IsError)
        {
            throw new InvalidOperationException($"Function {function} failed on request {result.RequestId}: {Encoding.UTF8.GetString(result.Payload.Span)}");
        }
    }

    private async Task<InvocationResult> RunAsync(string function, EventDelivery delivery, CancellationToken cancellation)
    {
        try
        {
            return await functions.InvokeAsync(function, delivery.Body, delivery.Lineage, cancellation);
        }
        catch (LoopException loop)
        {
            // AWS: the event goes to the dead-letter queue or the on-failure destination where there is one, and is not tried
            // again (Lambda developer guide, invocation-recursion).
            throw new UndeliverableException(LoopGuard.ErrorCode, loop.Reason(delivery.SourceArn));
        }
    }
}
