using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using LocalCloud.State;

namespace LocalCloud.Gateway;

/// <summary>
/// Lets only our own user, and root, talk to a port that takes requests without a signature. Loopback alone keeps out other
/// machines, not other users of this one.
/// </summary>
/// <param name="user">Our user id.</param>
/// <param name="socketOf">The other end (first) of a connection to ours (second); <c>null</c> where it is not known.</param>
/// <param name="token">What requests must show where owners cannot be known; <c>null</c> where they can.</param>
internal sealed class PeerCheck(uint user, Func<IPEndPoint, IPEndPoint, PeerSocket?> socketOf, string? token) : IPeers
{
    /// <summary>What somebody else is told.</summary>
    public const string Refusal = "Forbidden: this port answers the user who started the local stack, and nobody else; other users need the keys of the AWS endpoint";

    /// <summary>User name of the token in a URL, as in <c>http://local:TOKEN@127.0.0.1:4501</c>.</summary>
    public const string TokenUser = "local";

    private const uint Root = 0;
    private const string TokenCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>What requests must show, as a password or as a bearer; <c>null</c> where the system tells whose they are.</summary>
    public string? Token => token;

    /// <summary>The check that this machine can do: by the owner of the peer's socket, tried out on a connection of our own; else by a new token.</summary>
    public static PeerCheck Create()
    {
        var user = FileRights.User;

        return TellsOwners(user) ? new(user, SocketOwners.Find, null) : new(user, (_, _) => null, RandomNumberGenerator.GetString(TokenCharacters, 40));
    }

    /// <summary>False for a connection of another user. Where owners are not known, true: then the token counts.</summary>
    public bool IsOwn(IPEndPoint peer, IPEndPoint own) => token is not null || socketOf(peer, own) is { } socket && IsOwn(socket);

    /// <summary>Whether our own user, or root, holds the socket.</summary>
    public bool IsOwn(PeerSocket socket) => socket.User == user || socket.User == Root;

    /// <summary>The other end of a connection; <c>null</c> where the system does not tell, or nobody holds it any more.</summary>
    public PeerSocket? SocketOf(IPEndPoint peer, IPEndPoint own) => socketOf(peer, own);

    /// <inheritdoc/>
    public ValueTask<string?> RefusalAsync(IPEndPoint peer, IPEndPoint own) => new(IsOwn(peer, own) ? null : Refusal);

    /// <summary>Whether a request's Authorization header has the token, where one is asked for.</summary>
    public bool IsAuthorized(string? authorization)
    {
        if (token is null)
        {
            return true;
        }

        string[] right = [$"Bearer {token}", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TokenUser}:{token}"))];

        return Array.Exists(right, value => SigningKey.AreEqual(value, authorization ?? ""));
    }

    private static bool TellsOwners(uint user)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using TcpClient client = new();
        client.Connect(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port);

        return client.Client is { LocalEndPoint: IPEndPoint peer, RemoteEndPoint: IPEndPoint own } && SocketOwners.Find(peer, own)?.User == user;
    }
}
