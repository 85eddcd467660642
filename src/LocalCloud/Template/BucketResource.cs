namespace LocalCloud.Template;

/// <param name="LogicalId">Name in the template.</param>
/// <param name="Name">Name of the bucket.</param>
/// <param name="IsVersioned">Versioning is enabled.</param>
/// <param name="Notifications">Who hears of which objects.</param>
/// <param name="IsOnBus">Everything that happens to objects becomes an event on the default event bus.</param>
internal sealed record BucketResource(string LogicalId, string Name, bool IsVersioned, IReadOnlyList<BucketNotification> Notifications, bool IsOnBus = false);

/// <param name="Id">Configuration id, as the event repeats it.</param>
/// <param name="Events">Such as <c>s3:ObjectCreated:*</c>.</param>
/// <param name="Prefix">Start of the keys meant; empty for all.</param>
/// <param name="Suffix">End of the keys meant; empty for all.</param>
/// <param name="TargetArn">Function or queue.</param>
internal sealed record BucketNotification(string Id, IReadOnlyList<string> Events, string Prefix, string Suffix, string TargetArn);
