using LocalCloud.Gateway;

namespace LocalCloud.Sqs;

/// <summary>SQS's errors, in its words.</summary>
internal static class QueueErrors
{
    public static AwsException NoQueue(string name) => new("QueueDoesNotExist", $"The specified queue does not exist: {name}.")
    {
        QueryCode = "AWS.SimpleQueueService.NonExistentQueue",
    };

    public static AwsException Invalid(string name, object value, string right) =>
        new("InvalidParameterValue", $"Value {value} for parameter {name} is invalid. Reason: {right}.");

    public static AwsException InvalidAttribute(string name, string value, string right) =>
        new("InvalidAttributeValue", $"Value {value} for attribute {name} is invalid. Reason: {right}.");

    public static AwsException NotInFlight(string receiptHandle) =>
        new("MessageNotInflight", $"The message referred to by {receiptHandle} isn't in flight.")
        {
            QueryCode = "AWS.SimpleQueueService.MessageNotInflight",
        };
}
