using LocalCloud.Iam;
using LocalCloud.Template;

namespace LocalCloud.Stack;

/// <summary>
/// What Lambda does in a function's name, before or after the function itself runs: reading its queues, sending on what
/// failed. AWS refuses to make a function whose role may not; so does the local stack. Values in, values out.
/// </summary>
internal static class TriggerRights
{
    // AWS: what an event source mapping of a queue needs (Lambda developer guide, using Lambda with Amazon SQS).
    private static readonly string[] Reading = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

    public static IReadOnlyList<string> Faults(StackModel model, RoleBook roles) =>
    [
        .. from function in model.Functions
           from right in Of(function)
           where roles.Decide(function.RoleArn, new(right.Action, right.Resource, new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase))) is not Decision.Allowed
           // AWS: the text of CreateEventSourceMapping and PutFunctionEventInvokeConfig (observed), with the names it leaves out.
           select $"The function execution role of {function.LogicalId} does not have permissions to call {right.Action.Split(':')[1]} on {right.Resource}: give {right.Action} to {Caller.RoleName(function.RoleArn)}, or start with --iam off.",
    ];

    private static IEnumerable<(string Action, string Resource)> Of(FunctionResource function) =>
    [
        .. function.Queues.SelectMany(source => Reading.Select(call => ($"sqs:{call}", source.QueueArn))),
        .. ((string?[])[function.Async.DeadLetterArn, function.Async.OnFailureArn]).OfType<string>().SelectMany(Sending),
    ];

    private static IEnumerable<(string Action, string Resource)> Sending(string arn) => arn.Split(':')[2] switch
    {
        "sqs" => [("sqs:SendMessage", arn)],
        "events" => [("events:PutEvents", arn)],
        "sns" => [("sns:Publish", arn)],
        "lambda" => [("lambda:InvokeFunction", arn)],
        _ => [],
    };
}
