using LocalCloud.Deliveries;

namespace LocalCloud.S3;

/// <summary>Who is told that an object was made or removed: the notifications of its bucket, and the default bus where the bucket says so.</summary>
internal sealed class ChangeNotices(S3StoreOptions options)
{
    /// <returns>What is to be delivered; written down with the change itself, so that neither is without the other.</returns>
    public IReadOnlyList<OutboxEntry> Of(BucketIndex bucket, S3Change change)
    {
        if (change.IsCreation)
        {
            options.Made?.Invoke(bucket.Name, change.Object.Key);
        }

        var entries = bucket.Settings.Notifications
            .Where(change.Concerns)
            .Select(notification => options.Outbox.NewEntry(
                notification.TargetArn, $"arn:aws:s3:::{bucket.Name}", S3EventJson.Write(options.Account, change, notification.Id), notification.Policy, change.Cause.Lineage))
            .ToList();
        if (bucket.Settings.IsOnBus && options.Bus is { } bus)
        {
            var id = options.NewId().ToString();
            entries.AddRange(bus(id, BucketEvent.Write(options.Account, id, change), change.Cause.Lineage));
        }

        return entries;
    }
}
