using LocalCloud.Gateway;

namespace LocalCloud.Sqs;

/// <summary>Names one receive of one message: two UUIDs, in base64.</summary>
internal static class ReceiptHandle
{
    public static string Of(string messageId, Guid receive)
    {
        Span<byte> bytes = stackalloc byte[32];
        Guid.Parse(messageId).TryWriteBytes(bytes);
        receive.TryWriteBytes(bytes[16..]);

        return Convert.ToBase64String(bytes);
    }

    /// <exception cref="AwsException">ReceiptHandleIsInvalid.</exception>
    public static string MessageIdOf(string receiptHandle)
    {
        Span<byte> bytes = stackalloc byte[33];

        return Convert.TryFromBase64String(receiptHandle, bytes, out var length) && length == 32
            ? new Guid(bytes[..16]).ToString()
            : throw new AwsException("ReceiptHandleIsInvalid", "The input receipt handle is invalid.");
    }
}
