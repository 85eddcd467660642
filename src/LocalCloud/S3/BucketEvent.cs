using System.Text;
using System.Text.Json;
using LocalCloud.Deliveries;
using LocalCloud.Gateway;

namespace LocalCloud.S3;

/// <summary>What happened to an object as EventBridge tells it (S3 user guide, ev-events and ev-mapping-troubleshooting).</summary>
internal static class BucketEvent
{
    /// <param name="account">Whose bucket it is.</param>
    /// <param name="id">Id of the event.</param>
    /// <param name="change">What happened.</param>
    public static byte[] Write(AwsAccount account, string id, S3Change change) => EventEnvelope.Write(account, new()
    {
        Id = id,
        DetailType = change.IsCreation ? "Object Created" : "Object Deleted",
        Source = "aws.s3",
        Time = change.Object.LastModified,
        Resources = [$"arn:aws:s3:::{change.Object.Bucket}"],
        Detail = Detail(account, change),
    });

    private static string Detail(AwsAccount account, S3Change change)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("version", "0");
            json.WriteStartObject("bucket");
            json.WriteString("name", change.Object.Bucket);
            json.WriteEndObject();
            WriteObject(json, change);
            json.WriteString("request-id", change.Cause.RequestId);
            json.WriteString("requester", account.AccountId);
            json.WriteString("source-ip-address", "127.0.0.1");
            json.WriteString("reason", Reason(change.EventName));
            if (!change.IsCreation)
            {
                json.WriteString("deletion-type", change.EventName.EndsWith("DeleteMarkerCreated", StringComparison.Ordinal) ? "Delete Marker Created" : "Permanently Deleted");
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    // AWS: the key stands as it is, not encoded as in a notification.
    private static void WriteObject(Utf8JsonWriter json, S3Change change)
    {
        json.WriteStartObject("object");
        json.WriteString("key", change.Object.Key);
        if (change.IsCreation)
        {
            json.WriteNumber("size", change.Object.Size);
            json.WriteString("etag", change.Object.ETag);
        }

        if (change.Object.VersionId is { } version)
        {
            json.WriteString("version-id", version);
        }

        json.WriteString("sequencer", change.Object.Sequencer);
        json.WriteEndObject();
    }

    private static string Reason(string eventName) => eventName.Split(':')[^1] switch
    {
        "Put" => "PutObject",
        "Post" => "POST Object",
        "Copy" => "CopyObject",
        "CompleteMultipartUpload" => "CompleteMultipartUpload",
        _ => "DeleteObject",
    };
}
