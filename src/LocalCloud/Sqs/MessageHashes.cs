using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace LocalCloud.Sqs;

/// <summary>The MD5s that SQS clients compare with their own.</summary>
internal static class MessageHashes
{
    [SuppressMessage("Security", "CA5351", Justification = "The protocol of SQS asks for MD5; nothing rests on its strength.")]
    public static string OfBody(string body) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body)));

    // AWS: names sorted, each name, type and value with its length before it, a byte for the kind of value
    // (SQS developer guide, "Calculating the MD5 message digest for message attributes").
    [SuppressMessage("Security", "CA5351", Justification = "The protocol of SQS asks for MD5; nothing rests on its strength.")]
    public static string? OfAttributes(IReadOnlyDictionary<string, MessageAttribute> attributes)
    {
        if (attributes.Count == 0)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var (name, attribute) in attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Append(hash, Encoding.UTF8.GetBytes(name));
            Append(hash, Encoding.UTF8.GetBytes(attribute.DataType));
            hash.AppendData([attribute.BinaryValue is null ? (byte)1 : (byte)2]);
            Append(hash, attribute.BinaryValue is { } binary ? Convert.FromBase64String(binary) : Encoding.UTF8.GetBytes(attribute.StringValue ?? ""));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, byte[] bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
