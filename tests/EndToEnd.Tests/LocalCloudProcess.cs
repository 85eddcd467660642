using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using LocalCloud.Stack;

namespace EndToEnd.Tests;

/// <summary>The real program as its users start it: arguments in, lines and an exit code out.</summary>
internal sealed class LocalCloudProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private LocalCloudProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    /// <summary>Everything it has said so far, both outputs.</summary>
    public string Output => string.Join('\n', _lines);

    public int Id => _process.Id;

    public Uri Endpoint => new(Exported("AWS_ENDPOINT_URL"));

    public string AccessKey => Exported("AWS_ACCESS_KEY_ID");

    public string SecretKey => Exported("AWS_SECRET_ACCESS_KEY");

    public Uri Api => new(_lines.First(line => line.StartsWith("HTTP API", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1]);

    public string InboxBucket => new Uri(_lines.First(line => line.StartsWith("Inbox", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1]).Host;

    /// <summary>Starts it with free ports, in the repository's root, with nothing of AWS in its environment.</summary>
    public static LocalCloudProcess Start(string state, params string[] arguments) => Start(state, path: null, arguments);

    public static LocalCloudProcess Start(string state, string? path, params string[] arguments) =>
        Start(state, path is null ? new Dictionary<string, string>() : new() { ["PATH"] = path }, arguments);

    /// <param name="state">Its state folder.</param>
    /// <param name="variables">What its environment has beside, or instead of, the test's own.</param>
    /// <param name="arguments">Its arguments.</param>
    public static LocalCloudProcess Start(string state, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        ProcessStartInfo start = new(Repository.LocalCloud, ["--state", state, .. arguments])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Environment.GetEnvironmentVariable("BOOTSTRAP_PATH") is { Length: > 0 } native && !arguments.Contains("--functions"))
        {
            start.ArgumentList.Add("--functions");
            start.ArgumentList.Add(Path.GetDirectoryName(Path.GetFullPath(native)) ?? "/");
        }

        foreach (var port in ((string[])["--port", "--api-port"]).Where(port => !arguments.Contains(port)))
        {
            start.ArgumentList.Add(port);
            start.ArgumentList.Add("0");
        }

        if (Environment.UserName == "root" && !arguments.Contains("--job-user"))
        {
            // Jobs of tests write where tests can look.
            start.ArgumentList.Add("--job-user");
            start.ArgumentList.Add("root");
        }

        if (!arguments.Contains("--stop-timeout"))
        {
            start.ArgumentList.Add("--stop-timeout");
            start.ArgumentList.Add("1");
        }

        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start) ?? throw new InvalidOperationException($"{Repository.LocalCloud} did not start."));
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string state, params string[] arguments)
    {
        await using var process = Start(state, arguments);
        return (await process.ExitAsync(), process.Output);
    }

    /// <summary>A client whose calls are signed with the stack's keys, for what no SDK has.</summary>
    public LocalClient SignedClient() => new(Endpoint, new(AccessKey, SecretKey), new("us-east-1", "123456789012"), TimeProvider.System);

    /// <summary>Waits until it says that it is ready; if it ends before, that is an error with all it said.</summary>
    public async Task<LocalCloudProcess> ReadyAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var first = await Task.WhenAny(_ready.Task, _process.WaitForExitAsync(cancellation));
        return first == _ready.Task ? this : throw new InvalidOperationException($"The local stack ended with {_process.ExitCode}:\n{Output}");
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await _reading;
        return _process.ExitCode;
    }

    /// <summary><c>kill -9</c>: no warning, no clean-up.</summary>
    /// <param name="withChildren">As when the power goes: DynamoDB, functions and jobs die in the same moment.</param>
    public async Task CrashAsync(bool withChildren = false)
    {
        _process.Kill(entireProcessTree: withChildren);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>SIGTERM, as an init system sends it.</summary>
    /// <param name="times">A second one does not wait for anything.</param>
    public async Task<int> StopAsync(int times = 1)
    {
        for (var time = 0; time < times; time++)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        return await ExitAsync();
    }

    /// <summary>Waits until it has said a line like this; if it ends before, that is an error with all it said.</summary>
    public async Task<Match> SaysAsync([StringSyntax(StringSyntaxAttribute.Regex)] string line)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(4));
        while (true)
        {
            var hasEnded = _process.HasExited;
            if (_lines.Select(said => Regex.Match(said, line)).FirstOrDefault(match => match.Success) is { } match)
            {
                return match;
            }

            Assert.False(hasEnded || limit.IsCancellationRequested, $"No line like {line}:\n{Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await CrashAsync();
        }

        _process.Dispose();
    }

    private string Exported(string name)
    {
        var start = $"export {name}=";
        return _lines.First(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..];
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _lines.Enqueue(line);
            if (line == "Ready.")
            {
                _ready.TrySetResult();
            }
        }
    }
}
