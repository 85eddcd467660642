using LocalCloud.Iam;

namespace LocalCloud.Gateway;

/// <summary>
/// Keys that somebody has chosen for scripts. They stand on a command line, where every user of the machine may read them, and are
/// mostly easy to guess: so they count from those alone who need none for the HTTP API either.
/// </summary>
/// <param name="Pair">The keys.</param>
/// <param name="Users">Who may use them.</param>
internal sealed record GivenKeys(LocalCredentials Pair, IPeers Users)
{
    public bool Signs(RequestSignature signature) => SigningKey.AreEqual(Pair.AccessKeyId, signature.AccessKeyId);
}

/// <summary>All keys that requests may be signed with: the operator's pair, and those of sessions.</summary>
internal sealed class KeyRing(LocalCredentials credentials, AwsAccount account, Sessions sessions)
{
    private readonly Caller _operator = Caller.Operator(account.AccountId);

    /// <summary>Another pair of the operator's; <c>null</c> for none.</summary>
    public GivenKeys? Given { get; init; }

    public string Region => account.Region;

    /// <summary>Whose key it is, and its secret.</summary>
    /// <exception cref="SignatureException">There is no such key, its token is another one, or its time is over.</exception>
    public (string Secret, Caller Caller) Find(RequestSignature signature, DateTimeOffset now)
    {
        if (SigningKey.AreEqual(credentials.AccessKeyId, signature.AccessKeyId))
        {
            return (credentials.SecretAccessKey, _operator);
        }

        if (Given is { } given && given.Signs(signature))
        {
            return (given.Pair.SecretAccessKey, _operator);
        }

        if (sessions.Find(signature.AccessKeyId) is not { } session)
        {
            throw new SignatureException(
                SignatureFault.UnknownKey, "The security token included in the request is invalid: the access key is neither the one of this local stack nor that of a session still open.");
        }

        if (!SigningKey.AreEqual(session.Token, signature.SecurityToken ?? ""))
        {
            throw new SignatureException(SignatureFault.UnknownKey, "The security token included in the request is invalid.");
        }

        return session.Expiration <= now
            ? throw new SignatureException(SignatureFault.SessionOver, "The security token included in the request is expired")
            : (session.SecretAccessKey, session.Caller);
    }
}
