using System.Security.Cryptography;
using System.Text;

namespace LocalCloud.Gateway;

/// <summary>The one key pair that the gateway accepts. Made at the first start, kept for the owner's eyes only.</summary>
internal sealed record LocalCredentials(string AccessKeyId, string SecretAccessKey)
{
    private const string FileName = "credentials";
    private const string KeyIdCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string SecretCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Reads the key pair of <paramref name="stateFolder"/>, making one where there is none.</summary>
    /// <exception cref="InvalidDataException">The file is there but holds no key pair; deleting it makes a new one.</exception>
    public static LocalCredentials LoadOrCreate(string stateFolder)
    {
        var path = Path.Combine(stateFolder, FileName);

        return File.Exists(path) ? Parse(File.ReadAllLines(path), path) : Create(path);
    }

    /// <summary>The secret stays out of logs that print the record.</summary>
    public override string ToString() => $"LocalCredentials {{ AccessKeyId = {AccessKeyId} }}";

    private static LocalCredentials Create(string path)
    {
        // A key id that no real account has: real ones begin with AKIA or ASIA and are 20 characters long.
        var made = new LocalCredentials(
            "LOCAL" + RandomNumberGenerator.GetString(KeyIdCharacters, 15),
            RandomNumberGenerator.GetString(SecretCharacters, 40));
        var text = $"[default]\naws_access_key_id = {made.AccessKeyId}\naws_secret_access_key = {made.SecretAccessKey}\n";

        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? ".");
        var whole = path + ".new";
        File.Delete(whole);
        using (var file = new FileStream(whole, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(whole, path, overwrite: false);

        return made;
    }

    private static LocalCredentials Parse(string[] lines, string path)
    {
        string? Find(string name) => lines
            .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
            .FirstOrDefault(parts => parts.Length == 2 && parts[0] == name)?[1];

        return Find("aws_access_key_id") is { Length: > 0 } id && Find("aws_secret_access_key") is { Length: > 0 } secret
            ? new(id, secret)
            : throw new InvalidDataException(
                $"{path} holds no aws_access_key_id and aws_secret_access_key. Delete it, and the next start makes a new pair.");
    }
}
