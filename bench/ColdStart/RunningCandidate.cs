using System.Diagnostics;
using Support.RuntimeApi;

namespace Bench.ColdStart;

/// <summary>One process between a Runtime API and an AWS that answers at once.</summary>
internal sealed class RunningCandidate : IAsyncDisposable
{
    private static readonly string Payload = File.ReadAllText(Path.Combine(Report.Machine.Root, "events", "submit-job.json"));

    private readonly RuntimeApiServer _runtime = new();
    private readonly AwsEndpoint _aws = new();
    private readonly Process _process;

    public RunningCandidate(Candidate candidate)
    {
        var start = new ProcessStartInfo(candidate.Program, candidate.Arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in Variables())
        {
            start.Environment[name] = value;
        }

        Watch = Stopwatch.StartNew();
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{candidate.Name} did not start.");
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) => LastError = line.Data ?? LastError;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Since just before the process was started.</summary>
    public Stopwatch Watch { get; }

    public string LastError { get; private set; } = "";

    /// <summary>The calls it made of AWS.</summary>
    public IReadOnlyList<string> Calls => _aws.Calls;

    public async Task InvokeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var answering = _runtime.InvokeAsync(new(Payload), patience.Token);
        if (await Task.WhenAny(answering, _process.WaitForExitAsync(patience.Token)) != answering)
        {
            throw new InvalidOperationException($"The process ended with {_process.ExitCode}: {LastError}");
        }

        var answer = await answering;
        if (answer.IsError || !answer.Body.Contains("201", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"It answered {answer.Body}; {LastError}");
        }
    }

    /// <summary>Resident memory now.</summary>
    public long Resident() => ProcessMemory.Resident(_process.Id);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        await _runtime.DisposeAsync();
        await _aws.DisposeAsync();
    }

    private Dictionary<string, string> Variables() => new()
    {
        ["ANNOTATIONS_HANDLER"] = "SubmitApi",
        ["AWS_LAMBDA_RUNTIME_API"] = _runtime.Endpoint,
        ["AWS_LAMBDA_LOG_FORMAT"] = "JSON",
        ["AWS_LAMBDA_FUNCTION_NAME"] = "SubmitApi",
        ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "256",
        ["AWS_ENDPOINT_URL"] = _aws.Url,
        ["AWS_REGION"] = "us-east-1",
        ["AWS_DEFAULT_REGION"] = "us-east-1",
        ["AWS_ACCESS_KEY_ID"] = "AKIAEXAMPLE",
        ["AWS_SECRET_ACCESS_KEY"] = "secret",
        ["TABLE_NAME"] = "jobs",
        ["SUBMIT_QUEUE_URL"] = $"{_aws.Url}/123456789012/submit",
        ["SUBMIT_DEAD_LETTERS_URL"] = $"{_aws.Url}/123456789012/dead",
        ["EVENT_BUS_NAME"] = "outcomes",
        ["HOME"] = "/nonexistent",
        ["PATH"] = "/usr/bin:/bin",
    };
}
