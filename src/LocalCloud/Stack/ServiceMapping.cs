using System.Globalization;
using System.Text.Json;
using LocalCloud.Deliveries;
using LocalCloud.Events;
using LocalCloud.HttpApi;
using LocalCloud.Lambda;
using LocalCloud.S3;
using LocalCloud.Sqs;
using LocalCloud.Template;

namespace LocalCloud.Stack;

/// <summary>Turns what a template asks for into the settings of the services. Values in, values out.</summary>
internal static class ServiceMapping
{
    public static IReadOnlyList<QueueSettings> Queues(StackModel model) => [.. model.Queues.Select(Queue)];

    public static IReadOnlyList<BucketSettings> Buckets(StackModel model) =>
    [
        .. model.Buckets.Select(bucket => new BucketSettings
        {
            Name = bucket.Name,
            IsVersioned = bucket.IsVersioned,
            IsOnBus = bucket.IsOnBus,
            Notifications =
            [
                .. bucket.Notifications.Where(notification => IsServed(model, notification.TargetArn)).Select(notification => new S3.BucketNotification
                {
                    Id = notification.Id,
                    Events = notification.Events,
                    Prefix = notification.Prefix,
                    Suffix = notification.Suffix,
                    TargetArn = notification.TargetArn,
                    Policy = AsyncPolicy(model, notification.TargetArn) ?? DeliveryPolicy.LambdaAsync,
                }),
            ],
        }),
    ];

    public static IReadOnlyList<EventRuleSettings> Rules(StackModel model) =>
    [
        .. model.Rules.Select(rule => new EventRuleSettings
        {
            Name = rule.Name,
            EventBusName = rule.EventBusName,
            EventPattern = rule.EventPattern,
            ScheduleExpression = rule.ScheduleExpression,
            IsEnabled = rule.IsEnabled,
            Description = rule.Description,
            Targets = [.. rule.Targets.Where(target => IsServed(model, target.Arn)).Select(target => Target(model, target))],
        }),
    ];

    /// <exception cref="StartException">A schedule cannot be read; the message says what would be right.</exception>
    public static IReadOnlyList<SchedulerSettings> Schedules(StackModel model) =>
        [.. model.Schedules.Where(schedule => IsServed(model, schedule.Target.Arn)).Select(schedule => Schedule(model, schedule))];

    /// <summary>Targets that nothing here can deliver to, such as topics and functions that were left out: who tells them, and the target's ARN.</summary>
    public static IReadOnlyList<(string Source, string TargetArn)> Undelivered(StackModel model) =>
    [
        .. from told in
               model.Rules.SelectMany(rule => rule.Targets.Select(target => (Source: $"rule {rule.Name}", target.Arn)))
                   .Concat(model.Schedules.Select(schedule => (Source: $"schedule {schedule.Name}", schedule.Target.Arn)))
                   .Concat(model.Buckets.SelectMany(bucket => bucket.Notifications.Select(notification => (Source: $"bucket {bucket.Name}", Arn: notification.TargetArn))))
           where !IsServed(model, told.Arn)
           select told,
    ];

    public static IReadOnlyList<FunctionRoute> Routes(StackModel model) =>
        [.. model.Functions.SelectMany(function => function.Routes.Select(route => new FunctionRoute(function.LogicalId, route)))];

    /// <summary>Where a dropped manifest goes: the first bucket that tells a function of new objects, and its prefix.</summary>
    public static (string Bucket, string Prefix)? Inbox(StackModel model) =>
        InboxNotification(model) is var (bucket, notification) ? (bucket.Name, notification.Prefix) : null;

    /// <summary>The function that is told of what is dropped there; <c>null</c> where it is not one of the template's.</summary>
    public static FunctionResource? InboxFunction(StackModel model) =>
        InboxNotification(model) is var (_, notification) ? model.Functions.FirstOrDefault(function => notification.TargetArn.StartsWith(function.Arn, StringComparison.Ordinal)) : null;

    private static (BucketResource Bucket, Template.BucketNotification Notification)? InboxNotification(StackModel model) => model.Buckets
        .SelectMany(bucket => bucket.Notifications
            .Where(notification => notification.TargetArn.Contains(":lambda:", StringComparison.Ordinal)
                && notification.Events.Any(name => name.StartsWith("s3:ObjectCreated:", StringComparison.Ordinal)))
            .Select(notification => ((BucketResource, Template.BucketNotification)?)(bucket, notification)))
        .FirstOrDefault();

    /// <summary>The template's outputs; the address that API Gateway would give is the one where the API answers here.</summary>
    public static IReadOnlyDictionary<string, string> Outputs(StackModel model, Uri? api, string region) => model.Outputs.ToDictionary(
        output => output.Key,
        output => api is not null && output.Value.StartsWith("https://", StringComparison.Ordinal) && output.Value.Contains($".execute-api.{region}.", StringComparison.Ordinal)
            ? api.AbsoluteUri.TrimEnd('/')
            : output.Value,
        StringComparer.Ordinal);

    private static QueueSettings Queue(QueueResource queue)
    {
        QueueSettings settings = new() { Name = queue.Name };
        return settings with
        {
            VisibilityTimeout = Seconds(queue, "VisibilityTimeout") ?? settings.VisibilityTimeout,
            Delay = Seconds(queue, "DelaySeconds") ?? settings.Delay,
            MessageRetentionPeriod = Seconds(queue, "MessageRetentionPeriod") ?? settings.MessageRetentionPeriod,
            ReceiveMessageWaitTime = Seconds(queue, "ReceiveMessageWaitTimeSeconds") ?? settings.ReceiveMessageWaitTime,
            MaximumMessageSize = Number(queue, "MaximumMessageSize") ?? settings.MaximumMessageSize,
            RedrivePolicy = queue.Attributes.GetValueOrDefault("RedrivePolicy") is { } policy ? Redrive(policy) : null,
        };
    }

    private static RedrivePolicy Redrive(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new(
            document.RootElement.GetProperty("deadLetterTargetArn").GetString() ?? "",
            document.RootElement.GetProperty("maxReceiveCount").GetInt32());
    }

    private static TimeSpan? Seconds(QueueResource queue, string name) =>
        Number(queue, name) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static int? Number(QueueResource queue, string name) =>
        queue.Attributes.GetValueOrDefault(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static SchedulerSettings Schedule(StackModel model, ScheduleResource schedule)
    {
        try
        {
            return new()
            {
                Name = schedule.Name,
                Group = schedule.Group,
                Schedule = Events.Schedule.Parse(schedule.Expression, TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone)),
                Start = schedule.Start,
                End = schedule.End,
                IsEnabled = schedule.IsEnabled,
                Target = Target(model, schedule.Target),
            };
        }
        catch (Exception wrong) when (wrong is FormatException or TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new StartException($"Schedule {schedule.Name} (line {schedule.Line} of the template): {wrong.Message}", wrong);
        }
    }

    private static EventTargetSettings Target(StackModel model, RuleTarget target) => new()
    {
        Id = target.Id,
        Arn = target.Arn,
        Input = target.Input,
        InputPath = target.InputPath,
        Transformer = target.Transformer is { } transformer ? new(transformer.Paths, transformer.Template) : null,
        Call = new(target.RoleArn, target.Job is { } job ? new(job.Definition, job.Name, job.ArraySize, job.Attempts) : null),
        Policy = AsyncPolicy(model, target.Arn) is { } policy
            ? policy with { DeadLetterArn = policy.DeadLetterArn ?? target.DeadLetterArn }
            : new(target.MaximumRetryAttempts, target.MaximumEventAge, target.DeadLetterArn),
    };

    /// <summary>AWS: buckets and buses invoke functions asynchronously, so the function's own rules for retries decide.</summary>
    private static DeliveryPolicy? AsyncPolicy(StackModel model, string targetArn) =>
        model.Functions.FirstOrDefault(function => targetArn == function.Arn || targetArn.StartsWith(function.Arn + ":", StringComparison.Ordinal)) is { } function ? LambdaService.AsyncPolicy(function) : null;

    /// <summary>Topics and the like mean nothing here, and a function may be left out; the start says of each that it gets nothing.</summary>
    private static bool IsServed(StackModel model, string arn) => arn.Contains(":lambda:", StringComparison.Ordinal) && !arn.Contains(":aws-sdk:", StringComparison.Ordinal)
        ? model.Functions.Any(function => arn == function.Arn || arn.StartsWith(function.Arn + ":", StringComparison.Ordinal))
        : TargetArns.IsServed(arn);
}
