namespace LocalCloud.Template;

internal sealed record BucketResource(string LogicalId, string Name, bool IsVersioned, IReadOnlyList<BucketNotification> Notifications);

/// <param name="Id">Configuration id, as the event repeats it.</param>
/// <param name="Events">Such as <c>s3:ObjectCreated:*</c>.</param>
/// <param name="Prefix">Start of the keys meant; empty for all.</param>
/// <param name="Suffix">End of the keys meant; empty for all.</param>
/// <param name="TargetArn">Function or queue.</param>
internal sealed record BucketNotification(string Id, IReadOnlyList<string> Events, string Prefix, string Suffix, string TargetArn);
