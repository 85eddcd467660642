using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LocalBatch;
using LocalBatch.Execution.Processes;
using LocalCloud.Logs;

namespace Bench;

/// <summary>Whole jobs: submitted, journalled, scheduled, run as processes, their logs kept, their events told.</summary>
internal sealed class JobsBench(BatchEngine engine, JobsBench.Bus bus)
{
    private const int MaxVcpus = 32;

    public static async Task RunAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("bench-");
        try
        {
            await using var store = LogStore.Open(new() { Path = Path.Combine(folder.FullName, "logs.db"), Account = new("us-east-1", "123456789012"), Time = TimeProvider.System });
            await using var executor = new ProcessExecutor(new() { WorkRoot = Path.Combine(folder.FullName, "work"), Logs = store, Time = TimeProvider.System });
            var bus = new Bus();
            await using var engine = await BatchEngine.OpenAsync(
                new()
                {
                    JournalPath = Path.Combine(folder.FullName, "batch.db"),
                    Executor = executor,
                    Events = bus,
                    Time = TimeProvider.System,
                    NewId = Guid.NewGuid,
                    MaxVcpus = MaxVcpus,
                },
                CancellationToken.None);
            var bench = new JobsBench(engine, bus);
            await bench.PrepareAsync();
            await bench.ArrayAsync("warm-up: an array", 500);
            await bench.SinglesAsync(count);
            await bench.ArrayAsync("an array", count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task SinglesAsync(int count)
    {
        var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        bus.Expect(count);
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => CallAsync("submitjob", """{"jobName": "one", "jobQueue": "q", "jobDefinition": "job"}""")));
        var accepted = watch.Elapsed;
        await bus.AllSucceededAsync();
        Report("jobs", count, accepted, watch.Elapsed, Environment.CpuUsage.TotalTime - cpu);
    }

    private async Task ArrayAsync(string what, int count)
    {
        var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        bus.Expect(count + 1);
        await CallAsync("submitjob", string.Create(CultureInfo.InvariantCulture, $$"""{"jobName": "many", "jobQueue": "q", "jobDefinition": "job", "arrayProperties": {"size": {{count}} } }"""));
        var accepted = watch.Elapsed;
        await bus.AllSucceededAsync();
        Report(what, count, accepted, watch.Elapsed, Environment.CpuUsage.TotalTime - cpu);
    }

    private static void Report(string what, int count, TimeSpan accepted, TimeSpan elapsed, TimeSpan cpu) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what} of {count}: accepted in {accepted.TotalSeconds:N2} s, over in {elapsed.TotalSeconds:N2} s: {count / elapsed.TotalSeconds:N0}/s, own time {cpu.TotalMicroseconds / count:N0} us each"));

    private async Task PrepareAsync()
    {
        await CallAsync("createcomputeenvironment", """
            {"computeEnvironmentName": "ce", "type": "MANAGED", "computeResources": {"type": "EC2", "minvCpus": 0, "maxvCpus": 256,
             "instanceTypes": ["optimal"], "instanceRole": "ecsInstanceRole", "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]}}
            """);
        await ValidAsync("computeenvironment", "computeEnvironments", "ce");
        await CallAsync("createjobqueue", """{"jobQueueName": "q", "priority": 1, "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": "ce"}]}""");
        await ValidAsync("jobqueue", "jobQueues", "q");
        await CallAsync("registerjobdefinition", """
            {"jobDefinitionName": "job", "type": "container", "containerProperties": {"image": "busybox", "command": ["true"],
             "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "128"}]}}
            """);
    }

    private async Task ValidAsync(string kind, string list, string name)
    {
        while ($"{(await CallAsync($"describe{kind}s", $$"""{"{{list}}": ["{{name}}"]}"""))[list]?[0]?["status"]}" != "VALID")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    private async Task<JsonNode> CallAsync(string operation, string body)
    {
        var answer = await engine.HandleAsync(new("POST", $"/v1/{operation}", Encoding.UTF8.GetBytes(body)), CancellationToken.None);
        var text = Encoding.UTF8.GetString(answer.Body.Span);

        return answer.StatusCode == 200 && JsonNode.Parse(text) is { } json ? json : throw new InvalidOperationException($"{operation}: {text}");
    }

    /// <summary>Counts the ends that events tell of.</summary>
    internal sealed class Bus : IJobEventSink
    {
        private TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left;

        public void Expect(int count)
        {
            _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _left, count);
        }

        public Task AllSucceededAsync() => _all.Task;

        public ValueTask PublishAsync(IReadOnlyList<JobEventEnvelope> events, CancellationToken cancellation)
        {
            foreach (var one in events)
            {
                if (one.Json.Span.IndexOf("\"status\":\"FAILED\""u8) >= 0)
                {
                    _all.TrySetException(new InvalidOperationException(Encoding.UTF8.GetString(one.Json.Span)));
                }

                if (one.Json.Span.IndexOf("\"status\":\"SUCCEEDED\""u8) >= 0 && Interlocked.Decrement(ref _left) == 0)
                {
                    _all.TrySetResult();
                }
            }

            return ValueTask.CompletedTask;
        }
    }
}
