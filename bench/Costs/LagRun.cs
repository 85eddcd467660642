using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Bench.Costs;

/// <summary>What one run has shown.</summary>
/// <param name="PerSecond">Jobs submitted a second, both ways together.</param>
/// <param name="Refused">Requests to POST /jobs that were answered with an error.</param>
/// <param name="MostWaiting">Most events that waited on their queue, those included that were just handled.</param>
/// <param name="Behind">From the last submission until the table knew the end of every job.</param>
internal sealed record Lag(double PerSecond, int Refused, int MostWaiting, TimeSpan Behind);

/// <summary>
/// A local stack of one source tree: jobs are submitted at a steady pace, and it is watched how far the table is behind AWS Batch.
/// Two of three are rows of a manifest, at the most that the template allows a second; the third is a request of its own.
/// </summary>
internal sealed class LagRun : IAsyncDisposable
{
    /// <summary>The most that the template's SubmissionsPerSecond takes.</summary>
    private const int RowsPerSecond = 50;

    private const string Open = "SUBMITTED,PENDING,RUNNABLE,STARTING,RUNNING";

    private const string Where = """
        "jobQueue":"default","jobDefinition":"hello"
        """;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("bench-lag-");
    private readonly Dictionary<string, string> _told = [];
    private readonly Process _stack;
    private readonly HttpClient _api = new() { Timeout = TimeSpan.FromSeconds(60) };

    private LagRun(string root)
    {
        List<string> arguments = ["--state", Path.Combine(_state.FullName, "state"), "--port", "0", "--api-port", "0", "--parameter-overrides", $"SubmissionsPerSecond={RowsPerSecond}"];
        // An earlier version gives jobs the rights of its starter, and knows no such option.
        if (Environment.UserName == "root" && Help(root).Contains("--job-user", StringComparison.Ordinal))
        {
            arguments.AddRange(["--job-user", "root"]);
        }

        _stack = Process.Start(new ProcessStartInfo(ProgramOf(root), arguments)
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

    private static string ProgramOf(string root) => Path.Combine(root, "src", "LocalCloud", "bin", "Release", "net10.0", "LocalCloud");

    private static string Help(string root)
    {
        using var asked = Process.Start(new ProcessStartInfo(ProgramOf(root), ["--help"]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"The local stack of {root} did not start.");

        return asked.StandardOutput.ReadToEnd();
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
        await AcceptAsync(1, cancellation);
        await SubmitAsync("warm", cancellation);
        await CaughtUpAsync(sqs, queue, cancellation);

        var submitting = SubmitAllAsync(jobs, perSecond, cancellation);
        var most = 0;
        while (!submitting.IsCompleted)
        {
            most = Math.Max(most, await WaitingAsync(sqs, queue, cancellation));
            await Task.Delay(Look, TimeProvider.System, cancellation);
        }

        var (rate, refused) = await submitting;
        var watch = Stopwatch.StartNew();

        return new(rate, refused, Math.Max(most, await CaughtUpAsync(sqs, queue, cancellation)), watch.Elapsed);
    }

    private async Task<(double PerSecond, int Refused)> SubmitAllAsync(int jobs, int perSecond, CancellationToken cancellation)
    {
        var rows = jobs * RowsPerSecond / perSecond;
        var watch = Stopwatch.StartNew();
        var submission = await AcceptAsync(rows, cancellation);
        var posted = PostAllAsync(jobs - rows, perSecond - RowsPerSecond, cancellation);
        while (!await IsSubmittedAsync(submission, rows, cancellation))
        {
            await Task.Delay(Look, TimeProvider.System, cancellation);
        }

        var refused = await posted;

        return ((jobs - refused) / watch.Elapsed.TotalSeconds, refused);
    }

    /// <summary>At a steady pace; one that is late is made up for.</summary>
    /// <returns>How many were refused.</returns>
    private async Task<int> PostAllAsync(int jobs, int perSecond, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var under = new List<Task<bool>>();
        for (var n = 0; n < jobs; n++)
        {
            var due = TimeSpan.FromSeconds((double)n / perSecond) - watch.Elapsed;
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, TimeProvider.System, cancellation);
            }

            under.Add(SubmitAsync($"lag-{n}", cancellation));
        }

        return (await Task.WhenAll(under)).Count(isTaken => !isTaken);
    }

    /// <returns>False where it was refused.</returns>
    private async Task<bool> SubmitAsync(string name, CancellationToken cancellation)
    {
        using var content = new StringContent($$"""{"jobName":"{{name}}",{{Where}}}""", Encoding.UTF8, "application/json");
        using var answer = await _api.PostAsync(new Uri($"{Told("api")}/jobs"), content, cancellation);

        return answer.IsSuccessStatusCode;
    }

    /// <returns>The submission's id.</returns>
    private async Task<string> AcceptAsync(int rows, CancellationToken cancellation)
    {
        var jobs = string.Join(',', Enumerable.Range(0, rows).Select(row => $$"""{"jobName":"row-{{row}}"}"""));
        using var content = new StringContent($$"""{"defaults":{{{Where}}},"jobs":[{{jobs}}]}""", Encoding.UTF8, "application/json");
        using var answer = await _api.PostAsync(new Uri($"{Told("api")}/submissions"), content, cancellation);
        answer.EnsureSuccessStatusCode();
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));

        return body.RootElement.GetProperty("submissionId").GetString() ?? "";
    }

    private async Task<bool> IsSubmittedAsync(string submission, int rows, CancellationToken cancellation)
    {
        using var answer = JsonDocument.Parse(await _api.GetStringAsync(new Uri($"{Told("api")}/submissions/{submission}?limit=1"), cancellation));

        return answer.RootElement.GetProperty("submitted").GetInt32() + answer.RootElement.GetProperty("refused").GetInt32() >= rows;
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
            if (line.Length > 0)
            {
                _told["last"] = line;
            }

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
