using System.Text;
using System.Text.Json.Nodes;
using LocalCloud.Gateway;

namespace Bench.Http;

/// <summary>One compute environment, one queue, one job definition, by the same calls on every server.</summary>
/// <param name="load">Sends them.</param>
/// <param name="credentials">Sign them.</param>
/// <param name="command">What a job runs, as the words of a JSON list.</param>
internal sealed class BatchSetup(HttpLoad load, LocalCredentials credentials, string command = "\"sleep\", \"600\"")
{
    private string Definition =>
        $$"""
        {"jobDefinitionName": "job", "type": "container", "containerProperties": {"image": "busybox", "command": [{{command}}],
         "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "128"}]} }
        """;

    /// <summary>The request that is measured.</summary>
    public byte[] SubmitJob() => Request("submitjob", """{"jobName": "one", "jobQueue": "bench-q", "jobDefinition": "job"}""");

    /// <summary>Submits a job and asks for it until it is over.</summary>
    public async Task RunJobAsync()
    {
        var id = $"{JsonNode.Parse(await load.SendAsync(SubmitJob()))?["jobId"]}";
        while (true)
        {
            switch ($"{JsonNode.Parse(await CallAsync("describejobs", $$"""{"jobs": ["{{id}}"]}"""))?["jobs"]?[0]?["status"]}")
            {
                case "SUCCEEDED":
                    return;
                case "FAILED":
                    throw new InvalidOperationException($"Job {id} failed: {await CallAsync("describejobs", $$"""{"jobs": ["{{id}}"]}""")}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    public async Task LocalAsync(int maxVcpus = 1)
    {
        await CallAsync("createcomputeenvironment", $$"""
            {"computeEnvironmentName": "bench-ce", "type": "MANAGED", "computeResources": {"type": "EC2", "minvCpus": 0, "maxvCpus": {{maxVcpus}},
             "instanceTypes": ["optimal"], "instanceRole": "ecsInstanceRole", "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]} }
            """);
        await FinishAsync();
    }

    /// <summary>moto runs its jobs in Docker unless told otherwise; told so, it calls them SUCCEEDED at once, which costs it least.</summary>
    public async Task MotoAsync(bool usesDocker = false)
    {
        await load.SendAsync(Plain("/moto-api/config", $$"""{"batch": {"use_docker": {{(usesDocker ? "true" : "false")}} } }""", "application/json"));
        await load.SendAsync(SignedRequest.Post(
            load.Host, "iam", "/", "Action=CreateRole&Version=2010-05-08&RoleName=batch&AssumeRolePolicyDocument=%7B%7D", credentials, "application/x-www-form-urlencoded"));
        await CallAsync("createcomputeenvironment", """
            {"computeEnvironmentName": "bench-ce", "type": "UNMANAGED", "state": "ENABLED", "serviceRole": "arn:aws:iam::123456789012:role/batch"}
            """);
        await FinishAsync();
    }

    private async Task FinishAsync()
    {
        await ValidAsync("computeenvironment", "computeEnvironments", "bench-ce");
        await CallAsync("createjobqueue", """{"jobQueueName": "bench-q", "state": "ENABLED", "priority": 1, "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": "bench-ce"}]}""");
        await ValidAsync("jobqueue", "jobQueues", "bench-q");
        await CallAsync("registerjobdefinition", Definition);
    }

    private async Task ValidAsync(string kind, string list, string name)
    {
        while ($"{JsonNode.Parse(await CallAsync($"describe{kind}s", $$"""{"{{list}}": ["{{name}}"]}"""))?[list]?[0]?["status"]}" != "VALID")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    private Task<string> CallAsync(string operation, string body) => load.SendAsync(Request(operation, body));

    private byte[] Request(string operation, string body) => SignedRequest.Post(load.Host, "batch", $"/v1/{operation}", body, credentials);

    private byte[] Plain(string path, string body, string contentType) => Encoding.UTF8.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: {load.Host}\r\nContent-Type: {contentType}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
}
