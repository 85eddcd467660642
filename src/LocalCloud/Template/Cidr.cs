using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace LocalCloud.Template;

/// <summary>The blocks of <c>Fn::Cidr</c>.</summary>
internal static class Cidr
{
    private const int Most = 256;

    /// <summary>Equal parts of a block, in order; <c>null</c> where something is no number or the block is too small.</summary>
    /// <param name="block">Such as <c>10.0.0.0/16</c> or <c>2001:db8::/56</c>.</param>
    /// <param name="count">1 to 256.</param>
    /// <param name="hostBits">Bits of each part for hosts: 8 makes /24. AWS needs it for IPv6 only to be other than 64; without it, the parts that fit.</param>
    public static IReadOnlyList<string>? Split(string block, string count, string? hostBits)
    {
        if (block.Split('/') is not [var address, var length]
            || !IPAddress.TryParse(address, out var network)
            || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var parts) || parts is < 1 or > Most)
        {
            return null;
        }

        var width = network.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        // Inferred: without the third argument the parts are as large as fit.
        var bits = hostBits is null ? width - prefix - (int)Math.Ceiling(Math.Log2(parts))
            : int.TryParse(hostBits, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : -1;
        if (bits < 0 || prefix > width || bits > width - prefix || BigInteger.Pow(2, width - prefix - bits) < parts)
        {
            return null;
        }

        var first = new BigInteger(network.GetAddressBytes(), isUnsigned: true, isBigEndian: true) >> (width - prefix) << (width - prefix);

        return [.. Enumerable.Range(0, parts).Select(part => string.Create(
            CultureInfo.InvariantCulture, $"{Address(first + (new BigInteger(part) << bits), width / 8)}/{width - bits}"))];
    }

    private static IPAddress Address(BigInteger number, int bytes)
    {
        var written = number.ToByteArray(isUnsigned: true, isBigEndian: true);

        return new([.. new byte[bytes - written.Length], .. written]);
    }
}
