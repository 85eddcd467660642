using System.Text;
using System.Text.Json;
using LocalCloud.Stack;

namespace Containers.Tests;

/// <summary>A running stack whose jobs run as containers, and calls of it.</summary>
internal sealed class Stack : IAsyncDisposable
{
    private readonly LocalCloudProcess _process;
    private readonly LocalClient _client;

    private Stack(LocalCloudProcess process)
    {
        _process = process;
        _client = process.SignedClient();
    }

    public string Output => _process.Output;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts it; where the state folder is new, with a queue <c>work</c>.</summary>
    public static Task<Stack> StartAsync(string state, params string[] arguments) => StartAsync(state, Daemon.Endpoint, arguments);

    /// <inheritdoc cref="StartAsync(string, string[])"/>
    public static async Task<Stack> StartAsync(string state, Uri daemon, params string[] arguments)
    {
        var isNew = !Directory.Exists(state);
        var process = LocalCloudProcess.Start(
            state, new Dictionary<string, string> { ["DOCKER_HOST"] = daemon.OriginalString }, ["--no-template", "--executor", "docker", "--pull", "never", .. arguments]);
        try
        {
            Stack stack = new(await process.ReadyAsync());
            if (isNew)
            {
                await stack.PrepareAsync();
            }

            return stack;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public async Task<JsonElement> CallAsync(string operation, string body)
    {
        using var answer = await _client.PostAsync("batch", $"/v1/{operation}", Encoding.UTF8.GetBytes(body), Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, $"{operation} answered {answer.StatusCode}: {text}\n{Output}");

        return JsonElement.Parse(text);
    }

    /// <summary>Registers a definition and submits a job of it.</summary>
    /// <param name="name">Of both.</param>
    /// <param name="definition">All members but the name.</param>
    /// <param name="more">Members of the submission, with a comma in front.</param>
    public async Task<string> SubmitAsync(string name, string definition, string more = "")
    {
        await CallAsync("registerjobdefinition", $$"""{"jobDefinitionName": "{{name}}", {{definition}} }""");

        return Text(await CallAsync("submitjob", $$"""{"jobName": "{{name}}", "jobQueue": "work", "jobDefinition": "{{name}}"{{more}}}"""), "jobId");
    }

    public async Task<JsonElement> DescribeAsync(string jobId) => (await CallAsync("describejobs", $$"""{"jobs": ["{{jobId}}"]}""")).GetProperty("jobs")[0];

    public Task<JsonElement> UntilAsync(string jobId, params string[] statuses) => Wait.UntilAsync(
        () => DescribeAsync(jobId),
        job => statuses.Contains(Text(job, "status")) || (Text(job, "status") is "SUCCEEDED" or "FAILED" ? throw new InvalidOperationException($"{job}\n{Output}") : false),
        string.Join(" or ", statuses),
        () => Output);

    /// <summary>Puts an object into a bucket, which is made where it is not there.</summary>
    public async Task PutAsync(string bucket, string key, string text)
    {
        foreach (var (path, body) in ((string, string)[])[($"/{bucket}", ""), ($"/{bucket}/{key}", text)])
        {
            using var answer = await _client.PutAsync("s3", path, Encoding.UTF8.GetBytes(body), Cancellation);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}\n{Output}");
        }
    }

    /// <summary>Waits for an object.</summary>
    public async Task<byte[]> GetAsync(string bucket, string key) => await Wait.UntilAsync(
        async () =>
        {
            using var answer = await _client.GetAsync("s3", $"/{bucket}/{key}", Cancellation);

            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync(Cancellation) : [];
        },
        bytes => bytes.Length > 0,
        $"{bucket}/{key}",
        () => Output);

    public async Task<List<string>> LinesAsync(string stream, string group = "/aws/batch/job")
    {
        using var answer = await _client.CallAsync(
            "logs", "Logs_20140328.GetLogEvents", Encoding.UTF8.GetBytes($$"""{"logGroupName":"{{group}}","logStreamName":"{{stream}}","startFromHead":true}"""), Cancellation);
        var log = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation));

        return [.. log.GetProperty("events").EnumerateArray().Select(line => Text(line, "message"))];
    }

    /// <summary>Takes the simulated host of a job or a node away, without a warning.</summary>
    /// <returns>The host's id.</returns>
    public async Task<string> TakeHostAsync(string jobId)
    {
        using var answer = await _client.PostAsync("batch", $"/_localcloud/hosts/{Uri.EscapeDataString(jobId)}/terminate", default, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {text}\n{Output}");

        return Text(JsonElement.Parse(text).GetProperty("hosts")[0], "instanceId");
    }

    public Task KillAsync() => _process.CrashAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
    }

    public static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";

    private async Task PrepareAsync()
    {
        await CallAsync("createcomputeenvironment", """
            {"computeEnvironmentName": "work", "type": "MANAGED", "computeResources": {"type": "EC2", "minvCpus": 0, "maxvCpus": 64,
             "instanceTypes": ["optimal"], "instanceRole": "ecsInstanceRole", "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]}}
            """);
        await ValidAsync("describecomputeenvironments", "computeEnvironments");
        await CallAsync("createjobqueue", """{"jobQueueName": "work", "priority": 1, "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": "work"}]}""");
        await ValidAsync("describejobqueues", "jobQueues");
    }

    private async Task ValidAsync(string operation, string list) => await Wait.UntilAsync(
        async () => Text((await CallAsync(operation, $$"""{"{{list}}": ["work"]}""")).GetProperty(list)[0], "status"), status => status == "VALID", list, () => Output);
}
