using System.Net;
using System.Text.Json.Serialization;

namespace Amazon.Lambda.S3Events;

/// <summary>What an Amazon S3 bucket tells of its objects; nested as the official package nests it.</summary>
public class S3Event
{
    [JsonPropertyName("Records")]
    public List<S3EventNotificationRecord> Records { get; set; }

    /// <summary>One thing that happened to one object.</summary>
    public class S3EventNotificationRecord
    {
        [JsonPropertyName("awsRegion")]
        public string AwsRegion { get; set; }

        /// <summary>Without the <c>s3:</c> of the configuration: <c>ObjectCreated:Put</c>.</summary>
        [JsonPropertyName("eventName")]
        public string EventName { get; set; }

        [JsonPropertyName("eventSource")]
        public string EventSource { get; set; }

        [JsonPropertyName("eventTime")]
        public DateTime EventTime { get; set; }

        [JsonPropertyName("eventVersion")]
        public string EventVersion { get; set; }

        [JsonPropertyName("requestParameters")]
        public RequestParametersEntity RequestParameters { get; set; }

        [JsonPropertyName("responseElements")]
        public ResponseElementsEntity ResponseElements { get; set; }

        [JsonPropertyName("s3")]
        public S3Entity S3 { get; set; }

        [JsonPropertyName("userIdentity")]
        public UserIdentityEntity UserIdentity { get; set; }

        [JsonPropertyName("glacierEventData")]
        public S3GlacierEventDataEntity GlacierEventData { get; set; }
    }

    /// <summary>The bucket and the object.</summary>
    public class S3Entity
    {
        [JsonPropertyName("configurationId")]
        public string ConfigurationId { get; set; }

        [JsonPropertyName("bucket")]
        public S3BucketEntity Bucket { get; set; }

        [JsonPropertyName("object")]
        public S3ObjectEntity Object { get; set; }

        [JsonPropertyName("s3SchemaVersion")]
        public string S3SchemaVersion { get; set; }
    }

    /// <summary>The bucket.</summary>
    public class S3BucketEntity
    {
        [JsonPropertyName("name")]
        public string Name { get; set; }

        [JsonPropertyName("ownerIdentity")]
        public UserIdentityEntity OwnerIdentity { get; set; }

        [JsonPropertyName("arn")]
        public string Arn { get; set; }
    }

    /// <summary>The object.</summary>
    public class S3ObjectEntity
    {
        /// <summary>As in the event: URL-encoded, a space being <c>+</c>.</summary>
        [JsonPropertyName("key")]
        public string Key { get; set; }

        /// <summary>The key to ask Amazon S3 for.</summary>
        // AWS: keys in events are URL-encoded as in a form (S3 user guide, notification content structure).
        [JsonIgnore]
        public string KeyDecoded => WebUtility.UrlDecode(Key);

        [JsonPropertyName("size")]
        public long Size { get; set; }

        [JsonPropertyName("eTag")]
        public string ETag { get; set; }

        /// <summary><c>null</c> where the bucket keeps no versions.</summary>
        [JsonPropertyName("versionId")]
        public string VersionId { get; set; }

        /// <summary>Hexadecimal; of two events for one key the later has the greater value.</summary>
        [JsonPropertyName("sequencer")]
        public string Sequencer { get; set; }
    }

    /// <summary>Where the request came from.</summary>
    public class RequestParametersEntity
    {
        [JsonPropertyName("sourceIPAddress")]
        public string SourceIPAddress { get; set; }
    }

    /// <summary>Ids to quote to AWS Support.</summary>
    public class ResponseElementsEntity
    {
        [JsonPropertyName("x-amz-id-2")]
        public string XAmzId2 { get; set; }

        [JsonPropertyName("x-amz-request-id")]
        public string XAmzRequestId { get; set; }
    }

    /// <summary>Who caused the event, or owns the bucket.</summary>
    public class UserIdentityEntity
    {
        [JsonPropertyName("principalId")]
        public string PrincipalId { get; set; }
    }

    /// <summary>Present in <c>ObjectRestore:Completed</c> events only.</summary>
    public class S3GlacierEventDataEntity
    {
        [JsonPropertyName("restoreEventData")]
        public S3RestoreEventDataEntity RestoreEventData { get; set; }
    }

    /// <summary>Until when a restored object is there, and where it came from.</summary>
    public class S3RestoreEventDataEntity
    {
        [JsonPropertyName("lifecycleRestorationExpiryTime")]
        public DateTime LifecycleRestorationExpiryTime { get; set; }

        [JsonPropertyName("lifecycleRestoreStorageClass")]
        public string LifecycleRestoreStorageClass { get; set; }
    }
}
