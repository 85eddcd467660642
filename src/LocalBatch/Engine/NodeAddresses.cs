using System.Globalization;
using LocalBatch.Jobs;

namespace LocalBatch.Engine;

/// <summary>
/// Addresses on the loopback interface, one for each node of a job, so that nodes listen on the same port as they do on hosts of
/// their own. Linux answers at all of 127.0.0.0/8.
/// </summary>
internal static class NodeAddresses
{
    public const string Own = "127.0.0.1";

    /// <summary>Addresses of one job; AWS allows 1,000 nodes.</summary>
    private const int Block = 1024;

    /// <summary>From 127.1.0.0 on: below is what programs of the machine use.</summary>
    private const int FirstBlock = 64;

    private const int Blocks = (1 << 24) / Block;

    public static string Of(Job node) => Of(node.Spec, node.Index);

    /// <param name="spec">Of a job with nodes.</param>
    /// <param name="index">Index of the node.</param>
    public static string Of(JobSpec spec, int index)
    {
        // Differs: macOS has 127.0.0.1 alone unless an administrator adds others; there nodes must listen on ports of their own.
        if (OperatingSystem.IsMacOS())
        {
            return Own;
        }

        var place = ((FirstBlock + (spec.Sequence % (Blocks - FirstBlock))) * Block) + index + 1;

        return string.Create(CultureInfo.InvariantCulture, $"127.{place >> 16}.{(place >> 8) & 0xff}.{place & 0xff}");
    }
}
