using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LocalCloud.Stack;

/// <summary>Which AWS CLI a job would find, and whether it can know where the stack is.</summary>
internal static partial class JobTools
{
    // AWS: the first versions that read AWS_ENDPOINT_URL (AWS SDKs and tools reference, service-specific endpoints).
    private static readonly Version FirstOfOne = new(1, 29, 0);
    private static readonly Version FirstOfTwo = new(2, 13, 0);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The program of this name in a job's <c>PATH</c>, or <c>null</c>.</summary>
    public static string? Find(string name, string path) =>
        path.Split(':').Where(folder => folder.StartsWith('/')).Select(folder => Path.Combine(folder, name)).FirstOrDefault(IsProgram);

    /// <summary>What to say of the AWS CLI at start.</summary>
    public static string Line(string? aws) => aws is null
        ? "Jobs find no aws in their PATH; --job-path DIR:DIR:... names the folders of programs for them."
        : $"Jobs find aws at {aws}.";

    /// <summary>What to say of its version, once it has told it; <c>null</c> where it is new enough, or tells none.</summary>
    public static string? Warning(string aws, string versionLine) =>
        VersionPattern.Match(versionLine) is { Success: true } match && Version.TryParse(match.Groups[1].Value, out var version)
            && version < (version.Major >= 2 ? FirstOfTwo : FirstOfOne)
            ? $"{aws} is version {version}, too old to know AWS_ENDPOINT_URL: jobs that call it would call the real AWS. Version {FirstOfOne} or {FirstOfTwo} or later knows it."
            : null;

    /// <summary>Asks it, which takes it about a second. With nothing of this program's environment.</summary>
    public static async Task<string> VersionAsync(string aws, string path, TimeProvider time, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(aws, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        try
        {
            using var process = Process.Start(start) ?? throw new IOException($"{aws} did not start.");
            using var patience = new CancellationTokenSource(Patience, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
            try
            {
                // The first versions told it on standard error.
                var told = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(both.Token), process.StandardError.ReadToEndAsync(both.Token));

                return string.Concat(told);
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }
            }
        }
        catch (Exception silent) when (silent is System.ComponentModel.Win32Exception or IOException or OperationCanceledException)
        {
            // What cannot be started or does not answer says nothing of its version; a job will see for itself.
            return "";
        }
    }

    private static bool IsProgram(string file) =>
        File.Exists(file) && (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    [GeneratedRegex(@"^aws-cli/(\d+\.\d+\.\d+)")]
    private static partial Regex VersionPattern { get; }
}
