using System.Text.Json;
using LocalCloud.Gateway;
using LocalCloud.Iam;
using LocalCloud.Lineages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LocalCloud.Sqs;

/// <summary>The SQS endpoint, in AWS JSON 1.0, which all current clients speak.</summary>
internal sealed class SqsService : IAwsService
{
    private const string ContentType = "application/x-amz-json-1.0";
    private const string TargetPrefix = "AmazonSQS.";

    private readonly Dictionary<string, SqsOperation> _operations;

    public SqsService(AwsAccount account, QueueStore queues)
    {
        var queueOperations = new QueueOperations(account, queues);
        var messageOperations = new MessageOperations(account, queues);
        _operations = new(StringComparer.Ordinal)
        {
            ["CreateQueue"] = queueOperations.CreateQueueAsync,
            ["DeleteQueue"] = queueOperations.DeleteQueueAsync,
            ["GetQueueUrl"] = queueOperations.GetQueueUrlAsync,
            ["ListQueues"] = queueOperations.ListQueuesAsync,
            ["GetQueueAttributes"] = queueOperations.GetQueueAttributesAsync,
            ["SetQueueAttributes"] = queueOperations.SetQueueAttributesAsync,
            ["PurgeQueue"] = queueOperations.PurgeQueueAsync,
            ["ListDeadLetterSourceQueues"] = queueOperations.ListDeadLetterSourceQueuesAsync,
            ["StartMessageMoveTask"] = queueOperations.StartMessageMoveTaskAsync,
            ["SendMessage"] = messageOperations.SendMessageAsync,
            ["SendMessageBatch"] = messageOperations.SendMessageBatchAsync,
            ["ReceiveMessage"] = messageOperations.ReceiveMessageAsync,
            ["DeleteMessage"] = messageOperations.DeleteMessageAsync,
            ["DeleteMessageBatch"] = messageOperations.DeleteMessageBatchAsync,
            ["ChangeMessageVisibility"] = messageOperations.ChangeMessageVisibilityAsync,
            ["ChangeMessageVisibilityBatch"] = messageOperations.ChangeMessageVisibilityBatchAsync,
        };
    }

    public string SigningName => "sqs";

    /// <summary>Names of the operations there are.</summary>
    public IEnumerable<string> Served => _operations.Keys;

    public IReadOnlyList<Demand> Demands(ServiceCall call) => _operations.ContainsKey(call.Target) ? SqsPermissions.Rows[call.Target](call) : [];

    public async Task HandleAsync(HttpContext context)
    {
        var operation = Find(context.Request);
        var body = JsonMembers.Parse(await RequestReader.ReadBodyAsync(context, Gate.MaximumBody));
        var endpoint = $"http://{context.Request.Host.Value}";
        var answer = await operation(new(body, endpoint, context.Features.GetRequiredFeature<Caller>().Causes), context.RequestAborted);
        await JsonReply.WriteAsync(context, ContentType, answer);
    }

    private SqsOperation Find(HttpRequest request)
    {
        var target = request.Headers["X-Amz-Target"].ToString();
        if (!target.StartsWith(TargetPrefix, StringComparison.Ordinal))
        {
            throw new AwsException(
                "InvalidAction", "The local SQS speaks AWS JSON 1.0 with a header X-Amz-Target: AmazonSQS.Operation. The old query protocol is not supported; update the client.");
        }

        var name = target[TargetPrefix.Length..];

        return _operations.GetValueOrDefault(name)
            ?? throw new AwsException("UnsupportedOperation", $"The operation {name} is not supported by the local SQS. It has {string.Join(", ", _operations.Keys)}.")
            {
                QueryCode = "AWS.SimpleQueueService.UnsupportedOperation",
            };
    }
}

/// <summary>One operation: request in, members of the answer out.</summary>
internal delegate Task<Action<Utf8JsonWriter>> SqsOperation(SqsRequest request, CancellationToken cancellation);

/// <param name="Body">The request's members.</param>
/// <param name="Endpoint">How the client reached us; queue URLs begin with it.</param>
/// <param name="Lineage">Goes with the messages that it sends.</param>
internal sealed record SqsRequest(JsonMembers Body, string Endpoint, Lineage Lineage)
{
    /// <summary>Name of the queue that <c>QueueUrl</c> ends with.</summary>
    public string QueueName(AwsAccount account)
    {
        var url = Body.RequiredText("QueueUrl");
        var parts = url.Split('/');

        return parts is [.., var owner, var name] && owner == account.AccountId
            ? name
            : throw new AwsException("InvalidAddress", $"The queue URL {url} is not valid here: it must end in /{account.AccountId}/QUEUE_NAME.");
    }
}
