namespace LocalCloud.Template;

/// <summary>
/// Reads the events of a function. Routes and queues stay with the function; schedules and event patterns become
/// rules, S3 events become notifications of their bucket, as the SAM transform does it.
/// </summary>
internal sealed class FunctionEventReader(TemplateNode.Mapping? httpApiGlobals, List<RuleResource> rules, List<ScheduleResource> schedules, Omissions omissions)
{
    private readonly List<(string Bucket, BucketNotification Notification, int Line)> _notifications = [];

    /// <summary>Notifications found so far, by the logical id or the name of their bucket.</summary>
    public IReadOnlyList<(string Bucket, BucketNotification Notification, int Line)> Notifications => _notifications;

    public (IReadOnlyList<HttpRoute> Routes, IReadOnlyList<QueueSource> Queues) Read(
        DeclaredResource function, string functionArn, PropertyReader properties)
    {
        List<HttpRoute> routes = [];
        List<QueueSource> queues = [];
        var events = properties.Map("Events");
        foreach (var entry in events?.Entries ?? [])
        {
            if (events?.Map(entry.Key) is not { } declaration)
            {
                continue;
            }

            var type = declaration.RequiredText("Type");
            var detail = declaration.Map("Properties");
            // Seen: CloudFormation takes a description there.
            declaration.Ignore("Description");
            declaration.Finish();
            if (detail is not null || type == "HttpApi")
            {
                ReadOne(type, $"{function.LogicalId}{entry.Key}", functionArn, declaration, detail, routes, queues);
            }
        }

        return (routes, queues);
    }

    private void ReadOne(
        string type, string id, string functionArn, PropertyReader declaration, PropertyReader? detail, List<HttpRoute> routes, List<QueueSource> queues)
    {
        switch (type)
        {
            case "HttpApi":
                routes.Add(detail is null ? new("ANY", "$default", LongestRoute) : Route(detail));
                break;
            case "SQS" when detail is not null:
                queues.Add(Queue(detail));
                break;
            case "S3" when detail is not null:
                _notifications.Add((detail.RequiredText("Bucket"), Notification(id, functionArn, detail), detail.Line));
                break;
            case "ScheduleV2" when detail is not null:
                schedules.Add(ScheduleReader.ReadFunctionEvent(id, functionArn, detail));
                return;
            case "Schedule" or "EventBridgeRule" or "CloudWatchEvent" when detail is not null:
                rules.Add(RuleReader.ReadFunctionEvent(type, id, functionArn, detail));
                return;
            default:
                LeaveOut(type, declaration);
                return;
        }

        detail?.Finish();
    }

    // AWS: the types of events (SAM template reference, EventSource).
    private static readonly string[] Others =
    [
        "Api", "AlexaSkill", "Cognito", "DocumentDB", "DynamoDB", "EventBridgeEvent", "IoTRule", "Kinesis", "CloudWatchLogs", "MQ", "MSK", "SelfManagedKafka", "SNS",
    ];

    private void LeaveOut(string type, PropertyReader declaration)
    {
        if (Others.Contains(type))
        {
            omissions.Add(declaration.Line, $"the event {declaration.Owner.Replace(".Events.", "/", StringComparison.Ordinal)} of type {type}, which nothing here sends");
            return;
        }

        string[] served = ["HttpApi", "SQS", "S3", "Schedule", "ScheduleV2", "EventBridgeRule", "CloudWatchEvent"];
        declaration.Refuse("Type", $"there is no event of type {type}{Guess.Ask(type, served)}; the local stack knows {string.Join(", ", served)}");
    }

    // AWS: 30 seconds, not to be raised (API Gateway quotas for HTTP APIs).
    private static readonly TimeSpan LongestRoute = TimeSpan.FromSeconds(30);

    private HttpRoute Route(PropertyReader detail)
    {
        detail.Ignore("ApiId", "Auth", "RouteSettings");
        if ((detail.Text("PayloadFormatVersion") ?? (httpApiGlobals?["PayloadFormatVersion"] as TemplateNode.Scalar)?.Value) is not (null or "2.0"))
        {
            detail.Refuse("PayloadFormatVersion", "the local stack speaks payload format 2.0 only");
        }

        var milliseconds = detail.Integer("TimeoutInMillis", 50, 30_000);
        var path = detail.Text("Path") ?? "$default";
        var method = (detail.Text("Method") ?? "ANY").ToUpperInvariant();
        return new(method is "*" or "X-AMAZON-APIGATEWAY-ANY-METHOD" ? "ANY" : method, path, milliseconds is { } limit ? TimeSpan.FromMilliseconds(limit) : LongestRoute);
    }

    /// <summary>A queue, as an event of a function or as an <c>AWS::Lambda::EventSourceMapping</c> says it.</summary>
    public static QueueSource Queue(PropertyReader detail)
    {
        if (detail.Flag("Enabled") == false)
        {
            detail.Refuse("Enabled", "the local stack has no switched-off queue triggers; leave the event out with a condition");
        }

        var types = detail.Texts("FunctionResponseTypes");
        var scaling = detail.Map("ScalingConfig");
        var concurrency = scaling?.Integer("MaximumConcurrency", 2, 1_000);
        scaling?.Finish();
        detail.Ignore("FilterCriteria", "Tags", "KmsKeyArn", "MetricsConfig", "FunctionName");
        return new(
            detail.Text("EventSourceArn") ?? detail.RequiredText("Queue"),
            detail.Integer("BatchSize", 1, 10_000) ?? 10,
            TimeSpan.FromSeconds(detail.Integer("MaximumBatchingWindowInSeconds", 0, 300) ?? 0),
            types.Contains("ReportBatchItemFailures"),
            concurrency);
    }

    private static BucketNotification Notification(string id, string functionArn, PropertyReader detail)
    {
        var events = detail.Node("Events") switch
        {
            TemplateNode.Scalar one => [one.Value],
            TemplateNode.Sequence => detail.Texts("Events"),
            _ => [detail.RequiredText("Events")],
        };
        var filter = detail.Map("Filter");
        var (prefix, suffix) = filter is null ? ("", "") : KeyFilter.Read(filter, "S3Key");
        filter?.Finish();
        return new(id, events, prefix, suffix, functionArn);
    }
}
