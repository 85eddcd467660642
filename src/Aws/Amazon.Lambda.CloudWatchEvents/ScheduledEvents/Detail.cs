namespace Amazon.Lambda.CloudWatchEvents.ScheduledEvents;

/// <summary>The detail of a schedule's event: always an empty object.</summary>
public class Detail;
