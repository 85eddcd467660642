using System.Net;

namespace LocalCloud.Gateway;

/// <summary>
/// Keeps confined jobs out of a port that takes requests without a signature. An isolated job, or one in a container, has the network
/// of the machine and may have the operator's user id; let in, it could have a job run that is not confined as it is.
/// </summary>
/// <param name="users">Whose processes may call at all.</param>
/// <param name="isHeldUnconfined">Whether a process that is confined no more than this one holds a socket.</param>
internal sealed class UnconfinedPeers(PeerCheck users, Func<ulong, bool> isHeldUnconfined) : IPeers
{
    /// <summary>What a confined process is told.</summary>
    public const string Refusal = "Forbidden: where jobs run isolated or in containers, this port answers no process in namespaces of its own; a job has a session of its role for the AWS endpoint";

    // A process that opens and closes files while they are read can hide one.
    private const int Looks = 3;

    /// <inheritdoc/>
    public async ValueTask<string?> RefusalAsync(IPEndPoint peer, IPEndPoint own)
    {
        if (await users.RefusalAsync(peer, own) is { } refusal)
        {
            return refusal;
        }

        // Where the system does not tell whose a connection is, the token counts, which no job has.
        return users.Token is not null || (users.SocketOf(peer, own) is { } socket && Enumerable.Range(0, Looks).Any(_ => isHeldUnconfined(socket.Inode))) ? null : Refusal;
    }
}
