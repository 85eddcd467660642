namespace Amazon.Lambda.Annotations.Schedule;

/// <summary>The handler runs by the clock; it takes a <c>ScheduledEvent</c> and, if it wants, the context.</summary>
/// <param name="schedule">Such as <c>rate(5 minutes)</c> or <c>cron(0 12 * * ? *)</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public class ScheduleEventAttribute(string schedule) : Attribute
{
    public string Schedule { get; set; } = schedule;
    public string ResourceName { get; set; }
    public string Description { get; set; }

    /// <summary>JSON sent instead of the event.</summary>
    public string Input { get; set; }

    public bool Enabled { get; set; } = true;
}
