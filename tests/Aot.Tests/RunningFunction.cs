using System.Diagnostics;
using System.Globalization;
using Support.RuntimeApi;

namespace Aot.Tests;

/// <summary>One function's process between a Runtime API and an AWS of the tests.</summary>
internal sealed class RunningFunction : IAsyncDisposable
{
    private readonly RuntimeApiServer _runtime = new();
    private readonly AwsEndpoint _aws;
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    /// <param name="name">Of the <see cref="HandlerCase"/> whose function this is.</param>
    /// <param name="heapMiB">Most that the heap may have, in MiB; 0 for no limit.</param>
    public RunningFunction(string name, LostAnswer lost = LostAnswer.None, string operation = "submitjob", int heapMiB = 0)
    {
        _aws = new(lost, operation);
        _process = Bootstrap.Start(new Dictionary<string, string>
        {
            // In hexadecimal bytes; 0 is no limit (.NET, garbage collector configuration).
            ["DOTNET_GCHeapHardLimit"] = (heapMiB * 1024L * 1024L).ToString("X", CultureInfo.InvariantCulture),
            ["ANNOTATIONS_HANDLER"] = HandlerCase.All[name].Function,
            ["AWS_LAMBDA_RUNTIME_API"] = _runtime.Endpoint,
            ["AWS_LAMBDA_LOG_FORMAT"] = "JSON",
            ["AWS_LAMBDA_FUNCTION_NAME"] = HandlerCase.All[name].Function,
            ["AWS_ENDPOINT_URL"] = _aws.Url,
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ACCESS_KEY_ID"] = "AKIAEXAMPLE",
            ["AWS_SECRET_ACCESS_KEY"] = "secret",
            ["TABLE_NAME"] = "jobs",
            ["SUBMIT_QUEUE_URL"] = $"{_aws.Url}/123456789012/submit",
            ["SUBMIT_DEAD_LETTERS_URL"] = $"{_aws.Url}/123456789012/dead",
            ["EVENT_BUS_NAME"] = "outcomes",
            ["HOME"] = "/nonexistent",
        });
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>What every object of S3 holds.</summary>
    public string Content
    {
        set => _aws.Content = value;
    }

    /// <summary>The calls it made of AWS so far.</summary>
    public IReadOnlyList<string> Calls => _aws.Calls;

    /// <summary>The X-Ray header of each of these calls.</summary>
    public IReadOnlyList<string> Traces => _aws.Traces;

    public Task<RuntimeAnswer> InvokeAsync(string payload, CancellationToken cancellation) => InvokeAsync(new RuntimeInvocation(payload), cancellation);

    public async Task<RuntimeAnswer> InvokeAsync(RuntimeInvocation invocation, CancellationToken cancellation)
    {
        // A process that ends instead of answering would otherwise be waited for until the test run gives up.
        var answering = _runtime.InvokeAsync(invocation, cancellation);
        var exiting = _process.WaitForExitAsync(cancellation);
        if (await Task.WhenAny(answering, exiting) == exiting)
        {
            throw new InvalidOperationException($"The process ended with {_process.ExitCode}:\n{await _output}\n{await _error}");
        }

        return await answering;
    }

    /// <summary>Takes the Runtime API away and waits for the process to notice.</summary>
    public async Task<(int ExitCode, string Error, string Output)> DisappearAsync(CancellationToken cancellation)
    {
        await _runtime.DisappearAsync();
        await _process.WaitForExitAsync(cancellation);
        return (_process.ExitCode, await _error, await _output);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await Task.WhenAll(_output, _error);
        _process.Dispose();
        await _runtime.DisposeAsync();
        await _aws.DisposeAsync();
    }
}
