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
