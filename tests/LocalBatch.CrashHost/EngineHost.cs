using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LocalBatch.Execution.Processes;

namespace LocalBatch.CrashHost;

/// <summary>
/// An engine over a journal with the process executor under it, and a workload drawn from a seed. Reads from standard
/// input the jobs to look at, up to an empty line; prints what it was promised and what it sees.
/// </summary>
internal sealed class EngineHost(BatchEngine engine, string state)
{
    private const int Actions = 24;
    private const int DescribeLimit = 100;

    /// <summary>Marks every process of this host's jobs; the file has a line for each attempt that really started.</summary>
    private const string StartsVariable = "CRASH_STARTS";

    private static readonly string[] Bodies = ["exit 0", "exit 0", "exit 1", "sleep 0.02", "sleep 0.1; exit 3", "sleep 600"];

    private readonly List<string> _known = [];

    /// <summary>Works until it is killed.</summary>
    public static async Task<int> RunAsync(string state, int seed)
    {
        Report.Line("starting");
        await using var executor = Executor(state);
        await using var engine = await OpenAsync(state, executor);
        var host = new EngineHost(engine, state);
        host.ReadKnown();
        await host.PrepareAsync();
        Report.Line("open");
        await host.LookAsync();
        await host.WorkAsync(new(seed));
        Report.Line("idle");
        await Task.Delay(Timeout.Infinite);

        return 0;
    }

    /// <summary>Ends what would run for ever, and works until every job is over.</summary>
    public static async Task<int> DrainAsync(string state)
    {
        await using var executor = Executor(state);
        await using var engine = await OpenAsync(state, executor);
        var host = new EngineHost(engine, state);
        host.ReadKnown();
        while (await host.LookAsync() is { Count: > 0 } unfinished)
        {
            foreach (var job in unfinished.Where(job => $"{job["jobName"]}".StartsWith("endless", StringComparison.Ordinal)))
            {
                await host.CallAsync("terminatejob", new() { ["jobId"] = $"{job["jobId"]}", ["reason"] = "the test is over" });
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        Report.Line("done");

        return 0;
    }

    private static ProcessExecutor Executor(string state) =>
        new(new() { WorkRoot = Path.Combine(state, "work"), Logs = new SilentLogs(), Time = TimeProvider.System, WorkFolders = WorkFolderPolicy.RemoveAll });

    private static Task<BatchEngine> OpenAsync(string state, ProcessExecutor executor) => BatchEngine.OpenAsync(
        new()
        {
            JournalPath = Path.Combine(state, "batch.db"),
            Executor = executor,
            Events = new ReportedEvents(),
            Time = TimeProvider.System,
            NewId = Guid.NewGuid,
            MaxVcpus = 8,
            Grace = TimeSpan.FromSeconds(1),
        },
        CancellationToken.None);

    private void ReadKnown()
    {
        while (Console.ReadLine() is { Length: > 0 } id)
        {
            _known.Add(id);
        }
    }

    /// <summary>Environment and queue, where an earlier life did not get that far.</summary>
    private async Task PrepareAsync()
    {
        if (await FindAsync("computeenvironment", "computeEnvironments", "ce") is null)
        {
            await CallAsync("createcomputeenvironment", Parse("""
                {"computeEnvironmentName": "ce", "type": "MANAGED", "computeResources": {"type": "EC2", "minvCpus": 0, "maxvCpus": 64,
                 "instanceTypes": ["optimal"], "instanceRole": "ecsInstanceRole", "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]}}
                """));
        }

        await ValidAsync("computeenvironment", "computeEnvironments", "ce");
        if (await FindAsync("jobqueue", "jobQueues", "q") is null)
        {
            await CallAsync("createjobqueue", Parse("""
                {"jobQueueName": "q", "priority": 1, "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": "ce"}]}
                """));
        }

        await ValidAsync("jobqueue", "jobQueues", "q");
        await CallAsync("registerjobdefinition", Parse("""
            {"jobDefinitionName": "job", "type": "container", "containerProperties": {"image": "busybox", "command": ["true"],
             "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "128"}]}}
            """));
    }

    private async Task WorkAsync(Random random)
    {
        for (var i = 0; i < Actions; i++)
        {
            switch (random.Next(10))
            {
                case < 7:
                    await SubmitAsync(random);
                    break;
                case 7 when _known.Count > 0:
                    await CallAsync("terminatejob", new() { ["jobId"] = _known[random.Next(_known.Count)], ["reason"] = "terminated by the test" });
                    break;
                case 8 when _known.Count > 0:
                    await CallAsync("canceljob", new() { ["jobId"] = _known[random.Next(_known.Count)], ["reason"] = "cancelled by the test" });
                    break;
                default:
                    await LookAsync();
                    break;
            }
        }
    }

    private async Task SubmitAsync(Random random)
    {
        var body = Bodies[random.Next(Bodies.Length)];
        var request = new JsonObject
        {
            ["jobName"] = body == "sleep 600" ? "endless" : "short",
            ["jobQueue"] = "q",
            ["jobDefinition"] = "job",
            ["retryStrategy"] = new JsonObject { ["attempts"] = random.Next(1, 4) },
            ["containerOverrides"] = new JsonObject
            {
                ["command"] = new JsonArray("sh", "-c", $"echo \"$AWS_BATCH_JOB_ID $AWS_BATCH_JOB_ATTEMPT $$\" >>\"${StartsVariable}\"; {body}"),
                ["environment"] = new JsonArray(new JsonObject { ["name"] = StartsVariable, ["value"] = Path.Combine(state, "starts") }),
            },
        };
        if (random.Next(6) == 0)
        {
            request["arrayProperties"] = new JsonObject { ["size"] = random.Next(2, 4) };
        }

        if (random.Next(4) == 0 && _known.Count > 0)
        {
            request["dependsOn"] = new JsonArray(new JsonObject { ["jobId"] = _known[random.Next(_known.Count)] });
        }

        var id = $"{(await CallAsync("submitjob", request))["jobId"]}";
        Report.Line($"ack {id}");
        _known.Add(id);
    }

    /// <summary>Prints where every known job stands.</summary>
    /// <returns>Those that are not over.</returns>
    private async Task<List<JsonNode>> LookAsync()
    {
        var unfinished = new List<JsonNode>();
        foreach (var ids in _known.Chunk(DescribeLimit))
        {
            var answer = await CallAsync("describejobs", new() { ["jobs"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) });
            var jobs = answer["jobs"]?.AsArray().OfType<JsonNode>().ToList() ?? [];
            jobs.ForEach(Report.Seen);
            foreach (var lost in ids.Except(jobs.Select(job => $"{job["jobId"]}")))
            {
                Report.Line($"error acknowledged job {lost} is not there");
            }

            unfinished.AddRange(jobs.Where(job => $"{job["status"]}" is not ("SUCCEEDED" or "FAILED")));
        }

        return unfinished;
    }

    private async Task ValidAsync(string kind, string list, string name)
    {
        while ($"{(await FindAsync(kind, list, name))?["status"]}" != "VALID")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
    }

    private async Task<JsonNode?> FindAsync(string kind, string list, string name) =>
        (await CallAsync($"describe{kind}s", new() { [list] = new JsonArray(name) }))[list]?.AsArray().FirstOrDefault();

    private async Task<JsonNode> CallAsync(string operation, JsonObject request)
    {
        var answer = await engine.HandleAsync(new("POST", $"/v1/{operation}", Encoding.UTF8.GetBytes(request.ToJsonString())), CancellationToken.None);
        var text = Encoding.UTF8.GetString(answer.Body.Span);
        if (answer.StatusCode != 200)
        {
            Report.Line($"error {operation} {request.ToJsonString()} answered {answer.StatusCode.ToString(CultureInfo.InvariantCulture)}: {text}");
        }

        return Parse(text);
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)?.AsObject() ?? throw new InvalidDataException(json);
}
