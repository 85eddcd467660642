namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>An Amazon EventBridge event with source <c>aws.batch</c> and detail type <c>Batch Job State Change</c>.</summary>
public class BatchJobStateChangeEvent : CloudWatchEvent<Job>;
