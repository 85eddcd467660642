using Amazon.Batch;
using Amazon.Runtime;

namespace LocalBatch.Cli.Tests.Running;

/// <summary>One program that serves, for all tests of the class; they are its users.</summary>
public sealed class ServedStack : IAsyncLifetime
{
    /// <summary>Known before the start.</summary>
    internal const string Keys = "ci:known-before";

    private LocalBatchProgram? _program;

    /// <summary>Where it was started, so that its state folder is the usual one there.</summary>
    internal string Folder { get; } = Directory.CreateDirectory(Path.Combine(LocalBatchProgram.Folders, $"localbatch-{Guid.NewGuid():N}")).FullName;

    internal string ReadyFile => Path.Combine(Folder, "ready");

    internal string EnvFile => Path.Combine(Folder, "env");

    internal LocalBatchProgram Program => _program ?? throw new InvalidOperationException("It has not been started.");

    internal Uri Endpoint => new(File.ReadAllLines(EnvFile)[0].Split('=')[1]);

    public async ValueTask InitializeAsync()
    {
        _program = LocalBatchProgram.Start(Folder, ["serve", "--port", "0", "--keys", Keys, "--ready-file", ReadyFile, "--env-file", EnvFile, .. StackOptions]);
        await _program.SaysAsync(line => line == "Ready.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is { } program)
        {
            await program.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Jobs of tests write where tests can look, and nobody waits for the grace of those that are ended.</summary>
    internal static string[] StackOptions => Environment.UserName == "root" ? ["--job-user", "root", "--stop-timeout", "1"] : ["--stop-timeout", "1"];

    internal AmazonBatchClient Client(string accessKeyId, string secret) => new(
        new BasicAWSCredentials(accessKeyId, secret), new AmazonBatchConfig { ServiceURL = Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    /// <summary>Runs a command beside it.</summary>
    internal Task<Ended> RunAsync(params string[] arguments) => LocalBatchProgram.RunAsync(Folder, arguments);

    internal string Write(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, content);

        return path;
    }
}
