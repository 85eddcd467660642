using System.Text;
using System.Text.Json;
using LocalCloud.Deliveries;
using LocalCloud.Events;
using LocalCloud.Gateway;
using LocalCloud.Lambda;
using LocalCloud.Sqs;

namespace LocalCloud.Targets;

/// <summary>Delivers to the stack's own queues, functions, job queues and buses, told apart by their ARN.</summary>
/// <param name="queues">The queues.</param>
/// <param name="functions">The functions.</param>
/// <param name="jobs">The job queues; <c>null</c> for none.</param>
/// <param name="bus">The event buses; <c>null</c> for none.</param>
internal sealed class StackEventTarget(QueueStore queues, IFunctionInvoker functions, JobQueueTarget? jobs = null, EventBus? bus = null) : IEventTarget
{
    public Task DeliverAsync(EventDelivery delivery, CancellationToken cancellation) => delivery.TargetArn.Split(':') switch
    {
        ["arn", _, "sqs", _, _, var queue] => SendAsync(queue, Encoding.UTF8.GetString(delivery.Body.Span), delivery, cancellation),
        ["arn", _, "lambda", _, _, "function", var function, ..] => InvokeAsync(function, delivery.Body, delivery, cancellation),
        ["arn", _, "events", _, _, var name] when TargetArns.IsBus(delivery.TargetArn) && bus is not null => HandOnAsync(name.Split('/')[^1], delivery),
        ["arn", _, "batch", ..] when TargetArns.IsJobQueue(delivery.TargetArn) && jobs is not null => jobs.SubmitAsync(delivery, cancellation),
        ["arn", _, "scheduler", _, _, TargetArns.AwsSdk, "batch", "submitJob"] when jobs is not null => jobs.SubmitAsync(delivery, cancellation),
        ["arn", _, "scheduler", _, _, TargetArns.AwsSdk, "lambda", "invoke"] when Member(delivery, "FunctionName") is { } function =>
            InvokeAsync(function.Split(':')[^1], Encoding.UTF8.GetBytes(Member(delivery, "Payload") ?? "{}"), delivery, cancellation),
        ["arn", _, "scheduler", _, _, TargetArns.AwsSdk, "sqs", "sendMessage"] when Member(delivery, "QueueUrl") is { } url =>
            SendAsync(url.Split('/')[^1], Member(delivery, "MessageBody") ?? "", delivery, cancellation),
        _ => throw new UndeliverableException("INVALID_PARAMETER", $"{delivery.TargetArn} is not the ARN of a queue, a function, a job queue or an event bus."),
    };

    private async Task HandOnAsync(string name, EventDelivery delivery)
    {
        if (bus is null || !bus.Buses.Contains(name))
        {
            throw new UndeliverableException("NO_RESOURCE", $"Event bus {name} does not exist.");
        }

        await bus.PublishAsync(name, [(delivery.Id, delivery.Body)], delivery.Lineage, isHandedOn: true);
    }

    private async Task SendAsync(string queue, string body, EventDelivery delivery, CancellationToken cancellation)
    {
        try
        {
            await queues.SendAsync(queue, new(body)
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

    private async Task InvokeAsync(string function, ReadOnlyMemory<byte> body, EventDelivery delivery, CancellationToken cancellation)
    {
        var result = await RunAsync(function, body, delivery, cancellation);
        if (result.IsError)
        {
            throw new InvalidOperationException($"Function {function} failed on request {result.RequestId}: {Encoding.UTF8.GetString(result.Payload.Span)}");
        }
    }

    private async Task<InvocationResult> RunAsync(string function, ReadOnlyMemory<byte> body, EventDelivery delivery, CancellationToken cancellation)
    {
        try
        {
            return await functions.InvokeAsync(function, body, delivery.Lineage, beginWithin: null, cancellation);
        }
        catch (KeyNotFoundException missing)
        {
            throw new UndeliverableException("NO_RESOURCE", missing.Message);
        }
        catch (LoopException loop)
        {
            // AWS: the event goes to the dead-letter queue or the on-failure destination where there is one, and is not tried
            // again (Lambda developer guide, invocation-recursion).
            throw new UndeliverableException(LoopGuard.ErrorCode, loop.Reason(delivery.SourceArn));
        }
    }

    /// <summary>A text of the request that a schedule's input is.</summary>
    private static string? Member(EventDelivery delivery, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(delivery.Body);

            return document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty(name, out var value) ? null
                : value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
