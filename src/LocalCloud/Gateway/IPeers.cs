using System.Net;

namespace LocalCloud.Gateway;

/// <summary>Who may talk to a port that takes requests without a signature.</summary>
internal interface IPeers
{
    /// <summary>Judges a connection once, before anything of it is read: whoever hangs up at once is not known any more.</summary>
    /// <param name="peer">The other end.</param>
    /// <param name="own">Our end.</param>
    /// <returns>Why it is refused, in a sentence; <c>null</c> where it is let in.</returns>
    ValueTask<string?> RefusalAsync(IPEndPoint peer, IPEndPoint own);
}
