using System.Globalization;
using System.Text;
using System.Text.Json;
using LocalCloud.Gateway;

namespace LocalCloud.S3;

/// <summary>A notification as S3 sends it (notification-content-structure).</summary>
internal static class S3EventJson
{
    private const string PrincipalId = "AIDALOCALLOCALLOCALL";

    /// <param name="account">Whose bucket it is.</param>
    /// <param name="change">What happened.</param>
    /// <param name="configurationId">Id of the notification that matched.</param>
    public static byte[] Write(AwsAccount account, S3Change change, string configurationId)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("Records");
            json.WriteStartObject();
            json.WriteString("eventVersion", "2.1");
            json.WriteString("eventSource", "aws:s3");
            json.WriteString("awsRegion", account.Region);
            json.WriteString("eventTime", change.Object.LastModified.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("eventName", change.EventName);
            Write(json, "userIdentity", ("principalId", "AWS:" + PrincipalId));
            Write(json, "requestParameters", ("sourceIPAddress", "127.0.0.1"));
            Write(json, "responseElements", ("x-amz-request-id", change.Cause.RequestId), ("x-amz-id-2", change.Cause.RequestId));
            WriteObject(json, change, configurationId);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    // AWS: the key is encoded as in a form, red flower.jpg as red+flower.jpg; slashes stay.
    public static string EncodeKey(string key)
    {
        var text = new StringBuilder(key.Length);
        foreach (var value in Encoding.UTF8.GetBytes(key))
        {
            var character = (char)value;
            text.Append(character switch
            {
                ' ' => "+",
                '/' or '-' or '_' or '.' or '*' => character.ToString(),
                _ when char.IsAsciiLetterOrDigit(character) => character.ToString(),
                _ => "%" + value.ToString("X2", CultureInfo.InvariantCulture),
            });
        }

        return text.ToString();
    }

    private static void WriteObject(Utf8JsonWriter json, S3Change change, string configurationId)
    {
        json.WriteStartObject("s3");
        json.WriteString("s3SchemaVersion", "1.0");
        json.WriteString("configurationId", configurationId);
        json.WriteStartObject("bucket");
        json.WriteString("name", change.Object.Bucket);
        Write(json, "ownerIdentity", ("principalId", PrincipalId));
        json.WriteString("arn", $"arn:aws:s3:::{change.Object.Bucket}");
        json.WriteEndObject();
        json.WriteStartObject("object");
        json.WriteString("key", EncodeKey(change.Object.Key));
        if (change.IsCreation)
        {
            json.WriteNumber("size", change.Object.Size);
            json.WriteString("eTag", change.Object.ETag);
        }

        if (change.Object.VersionId is { } version)
        {
            json.WriteString("versionId", version);
        }

        json.WriteString("sequencer", change.Object.Sequencer);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, params ReadOnlySpan<(string Name, string Value)> members)
    {
        json.WriteStartObject(name);
        foreach (var (member, value) in members)
        {
            json.WriteString(member, value);
        }

        json.WriteEndObject();
    }
}

/// <summary>Something happened to an object.</summary>
/// <param name="EventName">Such as <c>ObjectCreated:Put</c>.</param>
/// <param name="Object">The object as it is now, or was.</param>
/// <param name="Cause">The call that did it.</param>
internal sealed record S3Change(string EventName, StoredObject Object, Cause Cause)
{
    public bool IsCreation => EventName.StartsWith("ObjectCreated:", StringComparison.Ordinal);

    /// <summary>True if the notification is for this.</summary>
    public bool Concerns(BucketNotification notification) =>
        Object.Key.StartsWith(notification.Prefix, StringComparison.Ordinal)
        && Object.Key.EndsWith(notification.Suffix, StringComparison.Ordinal)
        && notification.Events.Any(pattern => pattern == "s3:" + EventName
            || (pattern.EndsWith('*') && ("s3:" + EventName).StartsWith(pattern[..^1], StringComparison.Ordinal)));
}
