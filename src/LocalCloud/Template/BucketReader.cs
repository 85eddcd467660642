namespace LocalCloud.Template;

/// <summary>Reads <c>AWS::S3::Bucket</c>; the notifications of function events are added to its own.</summary>
internal sealed class BucketReader(ResourceValues values, Omissions omissions)
{
    /// <param name="resource">The bucket.</param>
    /// <param name="properties">Its properties.</param>
    /// <param name="others">Notifications that are said elsewhere: in functions, in what the CDK makes.</param>
    /// <param name="isOnBus">It is said elsewhere that its events go to EventBridge.</param>
    public BucketResource Read(DeclaredResource resource, PropertyReader properties, IEnumerable<BucketNotification> others, bool isOnBus)
    {
        var notifications = properties.Map("NotificationConfiguration");
        var versioning = properties.Map("VersioningConfiguration");
        BucketResource bucket = new(
            resource.LogicalId,
            values.Name(resource),
            versioning?.Text("Status") == "Enabled",
            [.. others, .. Own(resource, notifications)],
            isOnBus || IsOnBus(notifications));
        versioning?.Finish();
        notifications?.Finish();
        properties.Ignore(
            "BucketName", "BucketEncryption", "PublicAccessBlockConfiguration", "LifecycleConfiguration", "OwnershipControls", "Tags",
            "LoggingConfiguration", "CorsConfiguration", "AccessControl", "MetricsConfigurations", "IntelligentTieringConfigurations",
            "AccelerateConfiguration", "InventoryConfigurations", "AnalyticsConfigurations", "WebsiteConfiguration", "ReplicationConfiguration",
            "MetadataTableConfiguration", "MetadataConfiguration", "AbacStatus", "ObjectLockEnabled", "ObjectLockConfiguration");
        properties.Finish();
        return bucket;
    }

    // AWS: the property being there is enough, and an empty map turns it on (AWS::S3::Bucket EventBridgeConfiguration).
    private static bool IsOnBus(PropertyReader? notifications)
    {
        var bridge = notifications?.Map("EventBridgeConfiguration");
        var isOn = bridge is not null && bridge.Flag("EventBridgeEnabled") != false;
        bridge?.Finish();

        return isOn;
    }

    private IEnumerable<BucketNotification> Own(DeclaredResource resource, PropertyReader? notifications)
    {
        if (notifications is null)
        {
            yield break;
        }

        foreach (var topic in notifications.Maps("TopicConfigurations"))
        {
            omissions.Add(topic.Line, $"what the bucket {resource.LogicalId} tells the topic {topic.Text("Topic")}, since nothing here has topics");
        }

        var number = 0;
        foreach (var (list, target) in ((string, string)[])[("LambdaConfigurations", "Function"), ("QueueConfigurations", "Queue")])
        {
            foreach (var configuration in notifications.Maps(list))
            {
                var filter = configuration.Map("Filter");
                var (prefix, suffix) = filter is null ? ("", "") : KeyFilter.Read(filter, "S3Key");
                filter?.Finish();
                yield return new(
                    $"{resource.LogicalId}{number++}", [configuration.RequiredText("Event")], prefix, suffix, configuration.RequiredText(target));
                configuration.Finish();
            }
        }
    }
}
