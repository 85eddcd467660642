using System.Text;
using System.Text.Json;
using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes.Confinement;

/// <summary>Writes a secret of Kubernetes as its pod sees it: a file for each key.</summary>
internal static class SecretFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Fills the folder, and gives it back.</summary>
    /// <param name="folder">Of the attempt.</param>
    /// <param name="name">Of the secret, among the operator's.</param>
    /// <param name="isOptional">Without the secret the folder stays empty.</param>
    /// <exception cref="IOException">The secret is not there, or its value has no keys. The message never has the value.</exception>
    public static string Make(string folder, string name, bool isOptional, VolumePlaces places)
    {
        if (places.Secrets.Find(name) is not { } value)
        {
            return isOptional ? folder : throw new IOException($"secret \"{name}\" not found, it is not in the file given by --secrets");
        }

        foreach (var (key, text) in Keys(name, value))
        {
            var file = Path.Combine(folder, key);
            if (!File.Exists(file) && !OperatingSystem.IsWindows())
            {
                using var handle = new FileStream(file, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
                handle.Write(Encoding.UTF8.GetBytes(text));
                if (places.Owner is { } owner)
                {
                    _ = Libc.ChangeOwner(file, owner.Uid, owner.Gid);
                }
            }
        }

        return folder;
    }

    private static List<(string Key, string Text)> Keys(string name, string value)
    {
        try
        {
            using var document = JsonDocument.Parse(value);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                // Kubernetes: keys are letters, digits, '-', '_' and '.', so that each is the name of a file.
                return [.. document.RootElement.EnumerateObject()
                    .Where(member => member.Name.Length > 0 && member.Name.Trim('.').Length > 0 && member.Name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
                    .Select(member => (member.Name, member.Value.ToString()))];
            }
        }
        catch (JsonException)
        {
            // Said below: what is no JSON has no keys either.
        }

        throw new IOException($"secret \"{name}\" is mounted as files, so its value must be a JSON object of its keys");
    }
}
