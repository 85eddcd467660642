using LocalCloud.Deliveries;

namespace LocalCloud.S3;

/// <summary>One bucket that exists from the start.</summary>
internal sealed record BucketSettings
{
    public required string Name { get; init; }

    /// <summary>Versioning is enabled.</summary>
    public bool IsVersioned { get; init; }

    public IReadOnlyList<BucketNotification> Notifications { get; init; } = [];

    /// <summary>Everything that happens to objects becomes an event on the default event bus.</summary>
    public bool IsOnBus { get; init; }
}

/// <summary>Who hears of which objects.</summary>
internal sealed record BucketNotification
{
    /// <summary>The notification's <c>configurationId</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Such as <c>s3:ObjectCreated:*</c> or <c>s3:ObjectCreated:Put</c>.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    public string Prefix { get; init; } = "";

    public string Suffix { get; init; } = "";

    /// <summary>ARN of a function or queue.</summary>
    public required string TargetArn { get; init; }

    public DeliveryPolicy Policy { get; init; } = DeliveryPolicy.LambdaAsync;
}
