namespace LocalCloud.Gateway;

/// <summary>The wire formats of AWS, as Smithy names them.</summary>
internal enum AwsProtocol
{
    /// <summary>AWS JSON 1.0: SQS, DynamoDB.</summary>
    Json10,

    /// <summary>AWS JSON 1.1: CloudWatch Logs, EventBridge.</summary>
    Json11,

    /// <summary>REST with JSON: Batch.</summary>
    RestJson,

    /// <summary>Form in, XML out: STS.</summary>
    Query,

    /// <summary>REST with XML: S3.</summary>
    RestXml,
}
