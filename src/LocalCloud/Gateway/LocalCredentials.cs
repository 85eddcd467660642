using System.Security.Cryptography;
using System.Text;

namespace LocalCloud.Gateway;

/// <summary>The operator's key pair. Made at the first start, kept for the owner's eyes only; another one may be given beside it.</summary>
internal sealed record LocalCredentials(string AccessKeyId, string SecretAccessKey)
{
    private const string FileName = "credentials";
    private const string KeyIdCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    // AWS: an access key id has 16 to 128 characters of these (API_AccessKey); here it may be as short as whoever types it likes.
    private const int LongestKeyId = 128;

    private const string SecretCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Reads the key pair of <paramref name="stateFolder"/>, making one where there is none.</summary>
    /// <exception cref="InvalidDataException">The file is there but holds no key pair; deleting it makes a new one.</exception>
    public static LocalCredentials LoadOrCreate(string stateFolder)
    {
        var path = Path.Combine(stateFolder, FileName);

        return File.Exists(path) ? Parse(File.ReadAllLines(path), path) : Create(path);
    }

    /// <summary>Reads a pair that somebody has chosen, as <c>ID:SECRET</c>.</summary>
    /// <exception cref="FormatException">It is none, or looks like a pair of a real account.</exception>
    public static LocalCredentials Given(string text)
    {
        if (text.Split(':', 2) is not [{ Length: > 0 and <= LongestKeyId } id, { Length: > 0 } secret]
            || !id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
            || secret.Any(letter => letter is <= ' ' or > '~'))
        {
            throw new FormatException("write ID:SECRET, such as ci:anything; the id is of letters, digits and underscores, and neither part has blanks.");
        }

        // AWS: the ids of users' keys begin with AKIA, those of sessions with ASIA (IAM user guide, unique identifiers).
        return id.StartsWith("AKIA", StringComparison.OrdinalIgnoreCase) || id.StartsWith("ASIA", StringComparison.OrdinalIgnoreCase)
            ? throw new FormatException($"{id} looks like a key of a real account, and a local stack must never see the secret of one; choose another id, such as ci.")
            : new(id, secret);
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
