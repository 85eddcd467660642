using System.Collections.Concurrent;
using System.Security.Cryptography;
using LocalCloud.Iam;

namespace LocalCloud.Gateway;

/// <summary>The keys of one session of a role.</summary>
/// <param name="AccessKeyId">Names the session.</param>
/// <param name="SecretAccessKey">Signs.</param>
/// <param name="Token">Goes with every request, as <c>X-Amz-Security-Token</c>.</param>
/// <param name="Caller">Whose session it is.</param>
/// <param name="Expiration">When the keys end; <c>null</c> where their owner ends them.</param>
internal sealed record SessionKeys(string AccessKeyId, string SecretAccessKey, string Token, Caller Caller, DateTimeOffset? Expiration)
{
    /// <summary>Secret and token stay out of logs that print the record.</summary>
    public override string ToString() => $"SessionKeys {{ AccessKeyId = {AccessKeyId}, Caller = {Caller.Arn} }}";
}

/// <summary>The keys that the gateway takes beside the operator's own: of jobs, functions, and whoever assumed a role. They end with the stack.</summary>
internal sealed class Sessions
{
    private const string IdCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string SecretCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    // For so long a call with ended keys hears that they have ended, not that there never were such keys.
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    // Jobs and functions begin and end on threads of their own, while requests come on others.
    private readonly ConcurrentDictionary<string, SessionKeys> _keys = new(StringComparer.Ordinal);

    public SessionKeys Open(Caller caller, DateTimeOffset now, TimeSpan? lifetime = null)
    {
        // A key id that no real account has: real ones begin with AKIA or ASIA and are 20 characters long.
        SessionKeys made = new(
            "LOCAL" + RandomNumberGenerator.GetString(IdCharacters, 15),
            RandomNumberGenerator.GetString(SecretCharacters, 40),
            RandomNumberGenerator.GetString(SecretCharacters, 64),
            caller,
            now + lifetime);
        Open(made, now);

        return made;
    }

    /// <summary>From now on these keys are good.</summary>
    public void Open(SessionKeys keys, DateTimeOffset now)
    {
        foreach (var over in _keys.Values.Where(one => one.Expiration + Remembered < now))
        {
            Close(over);
        }

        _keys[keys.AccessKeyId] = keys;
    }

    public SessionKeys? Find(string accessKeyId) => _keys.GetValueOrDefault(accessKeyId);

    /// <summary>From now on the keys are of no use. Closing them again changes nothing.</summary>
    public void Close(SessionKeys keys) => _keys.TryRemove(keys.AccessKeyId, out _);
}
