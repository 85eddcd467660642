namespace Amazon.Lambda.CloudWatchEvents.ScheduledEvents;

/// <summary>What a schedule sends when it is time; detail type <c>Scheduled Event</c>.</summary>
public class ScheduledEvent : CloudWatchEvent<Detail>;
