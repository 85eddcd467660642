using System.Diagnostics;
using Amazon.Batch;
using Amazon.Runtime;

namespace MyTests;

/// <summary>AWS Batch for a class of tests: <c>public sealed class TrainTests(LocalBatchFixture batch) : IClassFixture&lt;LocalBatchFixture&gt;</c>.</summary>
public sealed class LocalBatchFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("local-batch").FullName;
    private Dictionary<string, string> _env = [];
    private Process? _stack;

    /// <summary>The SDK's own client; the job queue "default" and the job definition "hello" are there.</summary>
    public AmazonBatchClient Client() => new(
        new BasicAWSCredentials(_env["AWS_ACCESS_KEY_ID"], _env["AWS_SECRET_ACCESS_KEY"]),
        new AmazonBatchConfig { ServiceURL = _env["AWS_ENDPOINT_URL"], AuthenticationRegion = _env["AWS_REGION"] });

    public async ValueTask InitializeAsync()
    {
        var (env, ready) = (Path.Combine(_folder, "env"), Path.Combine(_folder, "ready"));
        _stack = Process.Start(
            Environment.GetEnvironmentVariable("LOCALCLOUD") ?? "LocalCloud",
            ["--no-template", "--with-defaults", "--port", "0", "--state", Path.Combine(_folder, "state"), "--env-file", env, "--ready-file", ready]);
        while (!File.Exists(ready))
        {
            await Task.Delay(50);
            if (_stack.HasExited)
            {
                throw new InvalidOperationException($"LocalCloud ended with {_stack.ExitCode} before it was ready.");
            }
        }

        _env = File.ReadLines(env).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
    }

    public async ValueTask DisposeAsync()
    {
        _stack?.Kill();
        await (_stack?.WaitForExitAsync() ?? Task.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }
}
