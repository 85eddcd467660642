using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using LocalCloud.Gateway;
using LocalCloud.Iam;

namespace LocalCloud.Ecs;

/// <summary>
/// What only a task and the stack know, made of a key of the stack and of the task's id: a container that outlives the stack finds
/// what it was told still good in the next life of it.
/// </summary>
/// <param name="key">Known to nobody else, the same in each life.</param>
internal sealed class TaskSecrets(byte[] key)
{
    private const string IdCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int IdLength = 15;

    /// <summary>For tasks that end with the stack.</summary>
    public static TaskSecrets OfThisLife() => new(RandomNumberGenerator.GetBytes(32));

    /// <summary>Derived of what the operator alone knows.</summary>
    public static TaskSecrets Of(LocalCredentials credentials) => new(Encoding.UTF8.GetBytes(credentials.SecretAccessKey));

    /// <summary>32 hexadecimal digits for one purpose of one container.</summary>
    public string Word(string taskId, string purpose) => Convert.ToHexStringLower(Hash(taskId, purpose).AsSpan(0, 16));

    /// <summary>The keys that a container is given as number <paramref name="index"/>.</summary>
    public SessionKeys Keys(string taskId, int index, Caller caller, DateTimeOffset? expiration)
    {
        var id = Hash(taskId, $"id {index}");

        return new(
            // A key id that no real account has, as of every session here.
            "LOCAL" + string.Concat(id.Take(IdLength).Select(one => IdCharacters[one % IdCharacters.Length])),
            Base64Url.EncodeToString(Hash(taskId, $"secret {index}"))[..40],
            Base64Url.EncodeToString([.. Hash(taskId, $"token {index}"), .. Hash(taskId, $"more {index}")])[..64],
            caller,
            expiration);
    }

    private byte[] Hash(string taskId, string purpose) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"task {taskId} {purpose}"));
}
