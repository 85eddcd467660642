using System.Net;
using LocalCloud.Gateway;

namespace LocalCloud.Lambda;

/// <summary>
/// Lets a function's process, and what it has started, talk to its Runtime API: a <c>bootstrap</c> that is a shell script calls
/// from a child. Another process of the same user may have read the API's path from the function's environment; it is refused
/// where the system tells one from the other. Who hung up before it could be looked for is judged by the secret path alone: it
/// may be a child that has ended, and hears no answer.
/// </summary>
/// <param name="users">Whose processes may call at all.</param>
/// <param name="holds">Whether a process, or one below it, holds a socket; <c>null</c> where that is not known.</param>
internal sealed class FunctionPeers(PeerCheck users, Func<int, ulong, bool?> holds) : IPeers
{
    /// <summary>What another process is told.</summary>
    public const string Refusal = "Forbidden: the Runtime API answers the function's own process and the processes that it has started, and this is another one";

    // A process that starts others while the processes are read can hide one.
    private const int Looks = 3;

    private readonly TaskCompletionSource<int?> _process = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The process has been started; its first connection may have come before. <c>null</c>: it was not.</summary>
    public void Belongs(int? process) => _process.TrySetResult(process);

    /// <inheritdoc/>
    public async ValueTask<string?> RefusalAsync(IPEndPoint peer, IPEndPoint own)
    {
        if (users.SocketOf(peer, own) is not { } socket)
        {
            return null;
        }

        if (!users.IsOwn(socket))
        {
            return PeerCheck.Refusal;
        }

        return await _process.Task is { } process && IsHeldOutside(process, socket, peer, own) ? Refusal : null;
    }

    /// <summary>True where somebody holds the socket, and certainly none of the function's processes.</summary>
    private bool IsHeldOutside(int process, PeerSocket socket, IPEndPoint peer, IPEndPoint own)
    {
        for (var look = 0; look < Looks; look++)
        {
            if (holds(process, socket.Inode) is not false)
            {
                return false;
            }
        }

        return users.SocketOf(peer, own) == socket;
    }
}
