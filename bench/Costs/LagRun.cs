using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Bench.Costs;

/// <summary>What one run has shown.</summary>
/// <param name="PerSecond">Submissions a second that were answered with 201.</param>
/// <param name="MostWaiting">Most events that waited on their queue, those included that were just handled.</param>
/// <param name="Behind">From the answer of the last submission until the table knew the end of every job.</param>
internal sealed record Lag(double PerSecond, int MostWaiting, TimeSpan Behind);

/// <summary>A local stack of one source tree: jobs are submitted at a steady pace, and it is watched how far the table is behind AWS Batch.</summary>
internal sealed class LagRun : IAsyncDisposable
{
    private const string Open = "SUBMITTED,PENDING,RUNNABLE,STARTING,RUNNING";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("bench-lag-");
    private readonly Dictionary<string, string> _told = [];
    private readonly Process _stack;
    private readonly HttpClient _api = new() { Timeout = TimeSpan.FromSeconds(60) };

    private LagRun(string root)
    {
        List<string> arguments = ["--state", Path.Combine(_state.FullName, "state"), "--port", "0", "--api-port", "0"];
        if (Environment.UserName == "root")
        {
            arguments.AddRange(["--job-user", "root"]);
        }

        _stack = Process.Start(new ProcessStartInfo(Path.Combine(root, "src", "LocalCloud", "bin", "Release", "net10.0", "LocalCloud"), arguments)
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"The local stack of {root} did not start.");
        _stack.OutputDataReceived += (_, line) => Hear(line.Data ?? "");
        _stack.ErrorDataReceived += (_, line) => Hear(line.Data ?? "");
        _stack.BeginOutputReadLine();
        _stack.BeginErrorReadLine();
    }

    /// <param name="root">A source tree whose src/LocalCloud is built in Release.</param>
    public static async Task<Lag> OfAsync(string root, int jobs, int perSecond, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        await using var run = new LagRun(root);

        return await run.MeasureAsync(jobs, perSecond, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stack.HasExited)
        {
            using var polite = Process.Start("kill", ["-TERM", _stack.Id.ToString(CultureInfo.InvariantCulture)]);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await _stack.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _stack.Kill(entireProcessTree: true);
            }
        }

        _stack.Dispose();
        _api.Dispose();
        _state.Delete(recursive: true);
    }

    private async Task<Lag> MeasureAsync(int jobs, int perSecond, CancellationToken cancellation)
    {
        await ReadyAsync(cancellation);
        using var sqs = new AmazonSQSClient(
            new BasicAWSCredentials(Told("AWS_ACCESS_KEY_ID"), Told("AWS_SECRET_ACCESS_KEY")),
            new AmazonSQSConfig { ServiceURL = Told("AWS_ENDPOINT_URL"), AuthenticationRegion = "us-east-1" });
        var queue = (await sqs.ListQueuesAsync(new ListQueuesRequest(), cancellation)).QueueUrls.Single(url => url.EndsWith("StateChangeQueue", StringComparison.Ordinal));
        // Functions and connections are there before it counts.
        await SubmitAsync("warm", cancellation);
        await CaughtUpAsync(sqs, queue, cancellation);

        var submitting = SubmitAllAsync(jobs, perSecond, cancellation);
        var most = 0;
        while (!submitting.IsCompleted)
        {
            most = Math.Max(most, await WaitingAsync(sqs, queue, cancellation));
            await Task.Delay(Look, TimeProvider.System, cancellation);
        }

        var rate = await submitting;
        var watch = Stopwatch.StartNew();

        return new(rate, Math.Max(most, await CaughtUpAsync(sqs, queue, cancellation)), watch.Elapsed);
    }

    /// <summary>At a steady pace; one that is late is made up for.</summary>
    /// <returns>Answered submissions a second.</returns>
    private async Task<double> SubmitAllAsync(int jobs, int perSecond, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var under = new List<Task>();
        for (var n = 0; n < jobs; n++)
        {
            var due = TimeSpan.FromSeconds((double)n / perSecond) - watch.Elapsed;
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, TimeProvider.System, cancellation);
            }

            under.Add(SubmitAsync($"lag-{n}", cancellation));
        }

        await Task.WhenAll(under);

        return jobs / watch.Elapsed.TotalSeconds;
    }

    private async Task SubmitAsync(string name, CancellationToken cancellation)
    {
        using var content = new StringContent($$"""{"jobName":"{{name}}","jobQueue":"default","jobDefinition":"hello"}""", Encoding.UTF8, "application/json");
        using var answer = await _api.PostAsync(new Uri($"{Told("api")}/jobs"), content, cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"A job was answered with {answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
        }
    }

    /// <summary>Waits until no event waits and no job is open.</summary>
    /// <returns>The most events that waited meanwhile.</returns>
    private async Task<int> CaughtUpAsync(AmazonSQSClient sqs, string queue, CancellationToken cancellation)
    {
        var most = 0;
        while (true)
        {
            var waiting = await WaitingAsync(sqs, queue, cancellation);
            most = Math.Max(most, waiting);
            if (waiting == 0 && !await IsAnyOpenAsync(cancellation))
            {
                return most;
            }

            await Task.Delay(Look, TimeProvider.System, cancellation);
        }
    }

    private static async Task<int> WaitingAsync(AmazonSQSClient sqs, string queue, CancellationToken cancellation)
    {
        var counts = await sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest { QueueUrl = queue, AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] }, cancellation);

        return counts.ApproximateNumberOfMessages + counts.ApproximateNumberOfMessagesNotVisible;
    }

    private async Task<bool> IsAnyOpenAsync(CancellationToken cancellation)
    {
        using var answer = JsonDocument.Parse(await _api.GetStringAsync(new Uri($"{Told("api")}/jobs?jobQueue=default&status={Open}&limit=1"), cancellation));

        return answer.RootElement.GetProperty("jobs").GetArrayLength() > 0 || answer.RootElement.TryGetProperty("nextToken", out _);
    }

    private async Task ReadyAsync(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_stack.HasExited)
            {
                throw new InvalidOperationException($"The local stack ended with {_stack.ExitCode}: {Told("last")}");
            }

            try
            {
                if (Knows("api") && Knows("AWS_SECRET_ACCESS_KEY") && Knows("AWS_ENDPOINT_URL"))
                {
                    await _api.GetStringAsync(new Uri($"{Told("api")}/jobs?limit=1"), cancellation);
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            await Task.Delay(Look, TimeProvider.System, cancellation);
        }
    }

    private void Hear(string line)
    {
        lock (_told)
        {
            _told["last"] = line;
            if (line.StartsWith("HTTP API", StringComparison.Ordinal))
            {
                _told["api"] = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1].TrimEnd('/');
            }

            foreach (var part in line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(part => part.StartsWith("AWS_", StringComparison.Ordinal) && part.Contains('=', StringComparison.Ordinal)))
            {
                _told[part[..part.IndexOf('=', StringComparison.Ordinal)]] = part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim('"', '\'', ';');
            }
        }
    }

    private bool Knows(string name)
    {
        lock (_told)
        {
            return _told.ContainsKey(name);
        }
    }

    private string Told(string name)
    {
        lock (_told)
        {
            return _told.GetValueOrDefault(name) ?? throw new InvalidOperationException($"The local stack has not told {name}.");
        }
    }
}
