using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace LocalCloud.Gateway;

/// <summary>A socket at the other end of a connection, as the kernel lists it.</summary>
/// <param name="User">Id of the user whose process holds it.</param>
/// <param name="Inode">Its number, by which <c>/proc/PID/fd</c> names it.</param>
internal readonly record struct PeerSocket(uint User, ulong Inode);

/// <summary>Whose process is at the other end of a loopback connection, from the kernel's own tables.</summary>
internal static class SocketOwners
{
    // A table is read in pieces, and a socket that goes meanwhile can hide its neighbour.
    private const int Looks = 3;

    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>The socket at <paramref name="peer"/>.</summary>
    /// <param name="peer">The other end.</param>
    /// <param name="own">Our end.</param>
    /// <returns><c>null</c> where the system does not tell, or nobody holds the socket any more.</returns>
    public static PeerSocket? Find(IPEndPoint peer, IPEndPoint own) => Enumerable.Range(0, Looks)
        .SelectMany(_ => Tables.Where(File.Exists))
        .Select(table => Find(File.ReadLines(table), peer, own))
        .FirstOrDefault(socket => socket is not null);

    /// <summary>The same in one table: rows of <c>/proc/net/tcp</c> or <c>/proc/net/tcp6</c>.</summary>
    internal static PeerSocket? Find(IEnumerable<string> table, IPEndPoint peer, IPEndPoint own)
    {
        // A client may have opened an IPv6 socket and connected it to 127.0.0.1.
        string[] pairs = [$" {Hex(peer)} {Hex(own)} ", $" {Hex(Mapped(peer))} {Hex(Mapped(own))} "];
        var row = table.FirstOrDefault(line => Array.Exists(pairs, pair => line.Contains(pair, StringComparison.Ordinal)));

        // The eighth column is the user, the tenth the inode (proc_pid_net(5)). Whoever closes at once leaves a row without an
        // inode, and with user 0, who it need not have been.
        return row?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, _, _, _, _, var user, _, not "0" and var inode, ..]
            ? new(uint.Parse(user, CultureInfo.InvariantCulture), ulong.Parse(inode, CultureInfo.InvariantCulture))
            : null;
    }

    private static IPEndPoint Mapped(IPEndPoint end) => new(end.Address.MapToIPv6(), end.Port);

    // The kernel writes addresses as words of 32 bits in the machine's own order.
    private static string Hex(IPEndPoint end)
    {
        var words = end.Address.GetAddressBytes().Chunk(4)
            .Select(word => BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(word) : BinaryPrimitives.ReadUInt32BigEndian(word));

        return $"{string.Concat(words.Select(word => word.ToString("X8", CultureInfo.InvariantCulture)))}:{end.Port.ToString("X4", CultureInfo.InvariantCulture)}";
    }
}
