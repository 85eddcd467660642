namespace LocalCloud.Events;

/// <summary>What an ARN is the ARN of, as far as rules and schedules can have it as a target.</summary>
internal static class TargetArns
{
    /// <summary>In the ARN of a schedule whose target is an operation of some service.</summary>
    public const string AwsSdk = "aws-sdk";

    public static bool IsJobQueue(string arn) => arn.Split(':') is ["arn", _, "batch", _, _, var queue] && queue.StartsWith("job-queue/", StringComparison.Ordinal);

    public static bool IsBus(string arn) => arn.Split(':') is ["arn", _, "events", _, _, var bus] && bus.StartsWith("event-bus/", StringComparison.Ordinal);

    /// <summary>True for what something here can be delivered to, if it exists.</summary>
    public static bool IsServed(string arn) => IsJobQueue(arn) || IsBus(arn) || arn.Split(':') switch
    {
        ["arn", _, "sqs" or "lambda", ..] => true,
        // AWS: an operation of any service as the target of a schedule (EventBridge Scheduler user guide, universal targets).
        ["arn", _, "scheduler", "", "", AwsSdk, "batch", "submitJob"] or ["arn", _, "scheduler", "", "", AwsSdk, "lambda", "invoke"]
            or ["arn", _, "scheduler", "", "", AwsSdk, "sqs", "sendMessage"] => true,
        _ => false,
    };
}
