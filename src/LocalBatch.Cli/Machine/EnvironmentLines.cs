using LocalBatch.Cli.Jobs;
using LocalCloud.Console;
using LocalCloud.State;

namespace LocalBatch.Cli.Machine;

/// <summary>What AWS's tools find the stack by: as lines for a shell, or as a profile in their files.</summary>
internal static class EnvironmentLines
{
    private const string Profile = "local";

    /// <returns>The exit code.</returns>
    public static int Print(Screen screen, RunningBatch stack, bool asProfile)
    {
        if (asProfile)
        {
            var folder = Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? ".", ".aws");
            // AWS: other files where these two are set (AWS CLI and SDKs, location of the shared files).
            Put(Environment.GetEnvironmentVariable("AWS_CONFIG_FILE") ?? Path.Combine(folder, "config"), $"[profile {Profile}]", [$"region = {stack.Region}", $"endpoint_url = {stack.Endpoint}"]);
            Put(
                Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE") ?? Path.Combine(folder, "credentials"),
                $"[{Profile}]",
                [$"aws_access_key_id = {stack.Credentials.AccessKeyId}", $"aws_secret_access_key = {stack.Credentials.SecretAccessKey}"]);
            screen.Line($"export AWS_PROFILE={Profile}");

            return MainJob.AllSucceeded;
        }

        foreach (var (name, value) in ((string, string)[])
        [
            ("AWS_ENDPOINT_URL", stack.Endpoint),
            ("AWS_ACCESS_KEY_ID", stack.Credentials.AccessKeyId),
            ("AWS_SECRET_ACCESS_KEY", stack.Credentials.SecretAccessKey),
            ("AWS_REGION", stack.Region),
            ("AWS_DEFAULT_REGION", stack.Region),
        ])
        {
            screen.Line($"export {name}={value}");
        }

        return MainJob.AllSucceeded;
    }

    /// <summary>The lines of a file with this section anew, and all others as they were.</summary>
    public static IReadOnlyList<string> With(IReadOnlyList<string> lines, string head, IReadOnlyList<string> body)
    {
        List<string> kept = [];
        var isOurs = false;
        foreach (var line in lines)
        {
            isOurs = line.TrimStart().StartsWith('[') ? line.Trim() == head : isOurs;
            if (!isOurs)
            {
                kept.Add(line);
            }
        }

        return [.. kept, head, .. body];
    }

    private static void Put(string named, string head, IReadOnlyList<string> body)
    {
        // What is a link stays one.
        var path = File.Exists(named) && File.ResolveLinkTarget(named, returnFinalTarget: true) is { } target ? target.FullName : Path.GetFullPath(named);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        var whole = path + ".new";
        File.Delete(whole);
        using (StreamWriter writer = new(whole, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = FileRights.OwnerOnlyFile }))
        {
            foreach (var line in With(lines, head, body))
            {
                writer.Write(line + "\n");
            }
        }

        File.Move(whole, path, overwrite: true);
    }
}
