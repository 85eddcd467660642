using System.Text.Json;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Operations;

/// <summary>
/// Requests as boto3 sends them and the exact text with which AWS Batch refuses each, one a line in
/// <c>refusals.jsonl</c>; <c>isWrapped</c> says whether the text stands inside "Error executing request".
/// </summary>
public sealed class RefusalTests(RefusalTests.World world) : IClassFixture<RefusalTests.World>
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Operations", "refusals.jsonl"));

    /// <summary>Line number, operation and text of each case, so that a failure names it.</summary>
    public static TheoryData<int, string, string> Cases()
    {
        var cases = new TheoryData<int, string, string>();
        foreach (var (index, line) in Lines.Index())
        {
            var refusal = JsonElement.Parse(line);
            cases.Add(index + 1, refusal.Text("operation"), refusal.Text("text"));
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_wrong_request_is_refused_in_AWS_s_own_words(int line, string operation, string text)
    {
        var refusal = JsonElement.Parse(Lines[line - 1]);

        Assert.Equal(
            text,
            await world.Local.RefusalAsync(operation, refusal.GetProperty("body").GetRawText(), isWrapped: refusal.GetProperty("isWrapped").GetBoolean()));
    }

    /// <summary>The environments, queues and definitions that the requests speak of.</summary>
    public sealed class World : IAsyncLifetime
    {
        private LocalEngine? _local;

        internal LocalEngine Local => _local ?? throw new InvalidOperationException("The engine is not open.");

        public async ValueTask InitializeAsync()
        {
            _local = await LocalEngine.OpenAsync();
            foreach (var (name, type) in new[] { ("ce", "EC2"), ("ce2", "EC2"), ("ce3", "EC2"), ("ce4", "EC2"), ("f", "FARGATE"), ("sp", "SPOT") })
            {
                await _local.CreateEnvironmentAsync(name, 8, type);
            }

            await _local.CreateQueueAsync("q", 10, "ce");
            await _local.CreateQueueAsync("fq", 1, "f");
            await _local.CreateQueueAsync("three", 1, "ce2", "ce3", "ce4");
            await _local.CallAsync("CreateConsumableResource", """{"consumableResourceName": "licence", "totalQuantity": 3}""");
            await _local.CallAsync("CreateSchedulingPolicy", """{"name": "fair", "fairsharePolicy": {}}""");
            await _local.CallAsync("CreateSchedulingPolicy", """{"name": "quota", "quotaSharePolicy": {"idleResourceAssignmentStrategy": "FIFO"}}""");
            await _local.CallAsync("CreateServiceEnvironment", """
                {"serviceEnvironmentName": "se", "serviceEnvironmentType": "SAGEMAKER_TRAINING", "capacityLimits": [{"maxCapacity": 4, "capacityUnit": "NUM_INSTANCES"}]}
                """);
            await _local.SettleLifecycleAsync();
            await _local.CallAsync("CreateJobQueue", """
                {"jobQueueName": "sm", "priority": 1, "jobQueueType": "SAGEMAKER_TRAINING", "serviceEnvironmentOrder": [{"order": 1, "serviceEnvironment": "se"}]}
                """);
            await _local.CallAsync("CreateJobQueue", """
                {"jobQueueName": "fairq", "priority": 1, "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": "ce"}],
                 "schedulingPolicyArn": "arn:aws:batch:us-east-1:123456789012:scheduling-policy/fair"}
                """);
            await _local.SettleLifecycleAsync();
            await _local.RegisterAsync("sh");
            await _local.CallAsync("RegisterJobDefinition", """
                {"jobDefinitionName": "fx", "type": "container", "platformCapabilities": ["FARGATE"], "containerProperties":
                 {"image": "busybox", "command": ["true"], "executionRoleArn": "arn:aws:iam::123456789012:role/x",
                  "resourceRequirements": [{"type": "VCPU", "value": "0.25"}, {"type": "MEMORY", "value": "512"}]}}
                """);
            for (var revision = 1; revision <= 2; revision++)
            {
                await _local.RegisterAsync("rev");
            }

            await _local.CallAsync("DeregisterJobDefinition", """{"jobDefinition": "rev:2"}""");
        }

        public async ValueTask DisposeAsync()
        {
            if (_local is not null)
            {
                await _local.DisposeAsync();
            }
        }
    }
}
