namespace LocalCloud.Template;

/// <summary>
/// Reads <c>Custom::S3BucketNotifications</c>, which the CDK makes of a bucket's notifications and which a function of its own
/// carries out on AWS.
/// </summary>
internal static class CdkNotifications
{
    public static (string Bucket, IReadOnlyList<BucketNotification> Notifications, bool IsOnBus) Read(DeclaredResource resource, PropertyReader properties, Omissions omissions)
    {
        var bucket = properties.RequiredText("BucketName");
        var configuration = properties.Map("NotificationConfiguration");
        List<BucketNotification> notifications = [];
        foreach (var (list, target) in ((string, string)[])[("LambdaFunctionConfigurations", "LambdaFunctionArn"), ("QueueConfigurations", "QueueArn")])
        {
            notifications.AddRange((configuration?.Maps(list) ?? []).Select((one, index) => One(one, target, $"{resource.LogicalId}{list}{index}")));
        }

        foreach (var topic in configuration?.Maps("TopicConfigurations") ?? [])
        {
            omissions.Add(topic.Line, $"what the bucket {bucket} tells the topic {topic.Text("TopicArn")}, since nothing here has topics");
        }

        var isOnBus = configuration?.Node("EventBridgeConfiguration") is not null;
        configuration?.Finish();
        properties.Ignore("ServiceToken", "Managed", "SkipDestinationValidation");
        properties.Finish();

        return (bucket, notifications, isOnBus);
    }

    private static BucketNotification One(PropertyReader one, string target, string id)
    {
        var filter = one.Map("Filter");
        var (prefix, suffix) = filter is null ? ("", "") : KeyFilter.Read(filter, "Key", "FilterRules");
        filter?.Finish();
        one.Ignore("Id");
        BucketNotification read = new(id, one.Texts("Events"), prefix, suffix, one.RequiredText(target));
        one.Finish();

        return read;
    }
}
