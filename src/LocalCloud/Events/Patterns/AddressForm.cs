using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace LocalCloud.Events.Patterns;

/// <summary>IP addresses as patterns and events write them: four decimal numbers, or an IPv6 address of hexadecimal digits and colons alone.</summary>
// AWS: event-ruler takes these two forms and no others; an IPv6 address that stands for an IPv4 one is that one.
internal static partial class AddressForm
{
    private const int LongestDotted = 15;

    /// <returns><c>null</c> where <paramref name="text"/> has neither form.</returns>
    public static IPAddress? Parse(string text) =>
        Dotted.IsMatch(text) ? OfNumbers(text)
        : Colons.IsMatch(text) && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address
            : null;

    /// <returns><c>null</c> where <paramref name="text"/> is no range, or one of a single address, which EventBridge refuses.</returns>
    public static IPNetwork? Range(string text)
    {
        if (text.Split('/') is not [var address, var bits]
            || Parse(address) is not { } basis
            || !int.TryParse(bits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var length)
            || length < 0
            || length >= Bits(basis))
        {
            return null;
        }

        return new(Masked(basis, length), length);
    }

    private static int Bits(IPAddress address) => 8 * address.GetAddressBytes().Length;

    private static IPAddress Masked(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new(bytes);
    }

    /// <summary>Decimal also with zeros in front, which other readers take for octal.</summary>
    private static IPAddress? OfNumbers(string text)
    {
        var numbers = text.Split('.').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();

        return text.Length <= LongestDotted && numbers.TrueForAll(number => number is >= 0 and <= byte.MaxValue)
            ? new([.. numbers.Select(number => (byte)number)])
            : null;
    }

    [GeneratedRegex(@"\A[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+\z")]
    private static partial Regex Dotted { get; }

    [GeneratedRegex(@"\A[0-9a-fA-F:]*:[0-9a-fA-F:]*\z")]
    private static partial Regex Colons { get; }
}
