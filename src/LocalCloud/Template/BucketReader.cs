namespace LocalCloud.Template;

/// <summary>Reads <c>AWS::S3::Bucket</c>; the notifications of function events are added to its own.</summary>
internal sealed class BucketReader(ResourceValues values)
{
    public BucketResource Read(DeclaredResource resource, PropertyReader properties, IEnumerable<BucketNotification> fromFunctions)
    {
        var notifications = properties.Map("NotificationConfiguration");
        var versioning = properties.Map("VersioningConfiguration");
        BucketResource bucket = new(
            resource.LogicalId,
            values.Name(resource),
            versioning?.Text("Status") == "Enabled",
            [.. fromFunctions, .. Own(resource, notifications)]);
        versioning?.Finish();
        notifications?.Finish();
        properties.Ignore(
            "BucketName", "BucketEncryption", "PublicAccessBlockConfiguration", "LifecycleConfiguration", "OwnershipControls", "Tags",
            "LoggingConfiguration", "CorsConfiguration", "AccessControl", "MetricsConfigurations", "IntelligentTieringConfigurations",
            "AccelerateConfiguration", "InventoryConfigurations");
        properties.Finish();
        return bucket;
    }

    private static IEnumerable<BucketNotification> Own(DeclaredResource resource, PropertyReader? notifications)
    {
        if (notifications is null)
        {
            yield break;
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
