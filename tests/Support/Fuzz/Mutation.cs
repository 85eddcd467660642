using System.Text;

namespace Support.Fuzz;

/// <summary>Spoils a good sample: bytes are flipped, cut out, doubled, moved, or replaced by what the sample's language finds hard.</summary>
public static class Mutation
{
    private static readonly string[] Pieces =
    [
        "\0", "\ufeff", "\r", "\n", "\r\n", "\t", "\"", "'", "\\", "\\ud800", "\\u0000", "{", "}", "[", "]", ",", ":", ": ", "- ", "#", "&a ", "*a", "<<: *a", "!!binary ", "!Ref ", "%", "---\n", "...\n", "|", ">", "? ",
        "null", "true", "1e999", "-1", "99999999999999999999", "0", "é", "😀", "/../", "$(", "${", "[[[[[[[[", "{{{{{{{{", "!<", "@", "`", ";", "=", "&", "+", "..",
    ];

    public static byte[] Of(byte[] sample, FuzzRandom random)
    {
        var bytes = sample;
        for (var (round, rounds) = (0, random.Between(1, 6)); round < rounds; round++)
        {
            bytes = Once(bytes, random);
        }

        return bytes;
    }

    public static string Of(string sample, FuzzRandom random) => Encoding.UTF8.GetString(Of(Encoding.UTF8.GetBytes(sample), random));

    private static byte[] Once(byte[] bytes, FuzzRandom random)
    {
        var at = random.Next(bytes.Length + 1);
        var length = Math.Min(random.Of(1, 1, 2, 5, 40), bytes.Length - at);
        var part = bytes[at..(at + length)];

        return random.Next(7) switch
        {
            0 => [.. bytes[..at], .. bytes[(at + length)..]],
            1 => [.. bytes[..at], .. part, .. part, .. bytes[(at + length)..]],
            2 => [.. bytes[..at], .. random.Bytes(4), .. bytes[at..]],
            3 => bytes[..at],
            4 when bytes.Length > 0 => Flipped(bytes, random),
            _ => [.. bytes[..at], .. Encoding.UTF8.GetBytes(random.Of(Pieces)), .. bytes[(at + (random.Chance(0.5) ? length : 0))..]],
        };
    }

    private static byte[] Flipped(byte[] bytes, FuzzRandom random)
    {
        byte[] flipped = [.. bytes];
        flipped[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));

        return flipped;
    }
}
