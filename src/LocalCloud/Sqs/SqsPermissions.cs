using LocalCloud.Gateway;

namespace LocalCloud.Sqs;

/// <summary>What a caller must be allowed to, for each operation of SQS (service authorization reference, Amazon SQS).</summary>
internal static class SqsPermissions
{
    public static readonly IReadOnlyDictionary<string, Func<ServiceCall, IReadOnlyList<Demand>>> Rows = new Dictionary<string, Func<ServiceCall, IReadOnlyList<Demand>>>(StringComparer.Ordinal)
    {
        ["CreateQueue"] = call => [new("sqs:CreateQueue", Named(call))],
        ["DeleteQueue"] = call => [new("sqs:DeleteQueue", OfUrl(call))],
        ["GetQueueUrl"] = call => [new("sqs:GetQueueUrl", Named(call))],
        ["ListQueues"] = _ => [new("sqs:ListQueues", "*")],
        ["GetQueueAttributes"] = call => [new("sqs:GetQueueAttributes", OfUrl(call))],
        ["SetQueueAttributes"] = call => [new("sqs:SetQueueAttributes", OfUrl(call))],
        ["PurgeQueue"] = call => [new("sqs:PurgeQueue", OfUrl(call))],
        ["ListDeadLetterSourceQueues"] = call => [new("sqs:ListDeadLetterSourceQueues", OfUrl(call))],
        ["StartMessageMoveTask"] = Move,
        ["SendMessage"] = call => [new("sqs:SendMessage", OfUrl(call))],
        ["SendMessageBatch"] = call => [new("sqs:SendMessage", OfUrl(call))],
        ["ReceiveMessage"] = call => [new("sqs:ReceiveMessage", OfUrl(call))],
        ["DeleteMessage"] = call => [new("sqs:DeleteMessage", OfUrl(call))],
        ["DeleteMessageBatch"] = call => [new("sqs:DeleteMessage", OfUrl(call))],
        ["ChangeMessageVisibility"] = call => [new("sqs:ChangeMessageVisibility", OfUrl(call))],
        ["ChangeMessageVisibilityBatch"] = call => [new("sqs:ChangeMessageVisibility", OfUrl(call))],
    };

    private static string Named(ServiceCall call) => call.Account.Arn("sqs", call.Text("QueueName"));

    private static string OfUrl(ServiceCall call) => call.Account.Arn("sqs", call.Text("QueueUrl").Split('/')[^1]);

    // AWS: moving takes messages and sends them, so both are wanted (API_StartMessageMoveTask).
    private static IReadOnlyList<Demand> Move(ServiceCall call)
    {
        var source = call.Text("SourceArn");

        return
        [
            new("sqs:StartMessageMoveTask", source), new("sqs:ReceiveMessage", source), new("sqs:DeleteMessage", source), new("sqs:GetQueueAttributes", source),
            .. call.TextIfAny("DestinationArn") is { } destination ? [new("sqs:SendMessage", destination)] : (Demand[])[],
        ];
    }
}
