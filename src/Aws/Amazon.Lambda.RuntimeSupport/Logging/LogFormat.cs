namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>Value of <c>AWS_LAMBDA_LOG_FORMAT</c>; text is Lambda's default.</summary>
internal enum LogFormat
{
    Text,
    Json,
}
