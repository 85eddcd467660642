namespace Amazon.Lambda.Annotations.SourceGenerator.Model;

/// <summary>What invokes a function.</summary>
internal enum EventKind
{
    None,
    HttpApi,
    Sqs,
    S3,
    Schedule,
}

/// <summary>What is known of a kind of event.</summary>
internal static class EventKinds
{
    extension(EventKind kind)
    {
        /// <summary>The attribute as it is written at a method.</summary>
        public string Attribute => kind switch
        {
            EventKind.HttpApi => "HttpApi",
            EventKind.Sqs => "SQSEvent",
            EventKind.S3 => "S3Event",
            EventKind.Schedule => "ScheduleEvent",
            _ => "LambdaFunction",
        };

        /// <summary>Full name of the event's type; empty where the attribute asks for none.</summary>
        public string EventType => kind switch
        {
            EventKind.Sqs => Names.SqsEvent,
            EventKind.S3 => Names.S3Event,
            EventKind.Schedule => Names.ScheduledEvent,
            _ => "",
        };
    }
}
