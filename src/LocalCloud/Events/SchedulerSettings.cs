using System.Globalization;
using System.Text;
using System.Text.Json;
using LocalCloud.Gateway;

namespace LocalCloud.Events;

/// <summary>One schedule of EventBridge Scheduler.</summary>
internal sealed record SchedulerSettings
{
    public required string Name { get; init; }

    public required string Group { get; init; }

    public required Schedule Schedule { get; init; }

    /// <summary>Not before; a rate counts from it. <c>null</c> for from the start.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Not after; <c>null</c> for without end.</summary>
    public DateTimeOffset? End { get; init; }

    public bool IsEnabled { get; init; } = true;

    public required EventTargetSettings Target { get; init; }

    /// <summary>The first time after another one.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset time)
    {
        var next = (Schedule, Start) switch
        {
            (_, { } start) when start > time => Schedule is Schedule.Every ? start : Schedule.NextAfter(start - TimeSpan.FromTicks(1)),
            (Schedule.Every every, { } start) => start + (((time - start).Ticks / every.Interval.Ticks) + 1) * every.Interval,
            _ => Schedule.NextAfter(time),
        };

        return next > End ? null : next;
    }

    /// <summary>What the target gets.</summary>
    /// <param name="account">Whose schedule it is.</param>
    /// <param name="arn">ARN of the schedule.</param>
    /// <param name="at">The time that was due.</param>
    /// <param name="id">Of this invocation.</param>
    public ReadOnlyMemory<byte> Payload(AwsAccount account, string arn, DateTimeOffset at, Guid id)
    {
        var due = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (Target.Input is { } input)
        {
            // AWS: what the input may name of its invocation (EventBridge Scheduler user guide, context attributes).
            return Encoding.UTF8.GetBytes(input
                .Replace("<aws.scheduler.schedule-arn>", arn, StringComparison.Ordinal)
                .Replace("<aws.scheduler.scheduled-time>", due, StringComparison.Ordinal)
                .Replace("<aws.scheduler.execution-id>", id.ToString(), StringComparison.Ordinal)
                .Replace("<aws.scheduler.attempt-number>", "1", StringComparison.Ordinal));
        }

        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            // AWS: a target without input gets an event whose detail is a text (EventBridge Scheduler user guide, managing targets).
            json.WriteStartObject();
            json.WriteString("version", "0");
            json.WriteString("id", id);
            json.WriteString("detail-type", "Scheduled Event");
            json.WriteString("source", "aws.scheduler");
            json.WriteString("account", account.AccountId);
            json.WriteString("time", due);
            json.WriteString("region", account.Region);
            json.WriteStartArray("resources");
            json.WriteStringValue(arn);
            json.WriteEndArray();
            json.WriteString("detail", "{}");
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
