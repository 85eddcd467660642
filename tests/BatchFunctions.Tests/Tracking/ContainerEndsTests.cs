using System.Net;
using System.Text.Json;
using Amazon.Batch.Model;
using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Tests.Tracking;

/// <summary>Ends of jobs with several containers, with several nodes and on EKS, in the shapes of the API reference.</summary>
public sealed class ContainerEndsTests
{
    private const string TwoContainers = """
        "ecsProperties": { "taskProperties": [{ "containers": [
            { "name": "proxy", "essential": false, "image": "envoy" },
            { "name": "main", "image": "busybox", "resourceRequirements": [{ "type": "MEMORY", "value": "512" }] },
            { "name": "second", "essential": true, "image": "busybox" }] }] },
        """;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public void Of_several_containers_the_essential_one_that_failed_decides()
    {
        var change = Read(TwoContainers + """
            "statusReason": "Essential container in task exited",
            "attempts": [{ "startedAt": 1772366400000, "stoppedAt": 1772366405000, "statusReason": "Essential container in task exited",
              "taskProperties": [{ "containers": [
                { "name": "proxy", "exitCode": 9, "reason": "OutOfMemoryError: Container killed due to memory usage", "logStreamName": "job/proxy/1" },
                { "name": "main", "exitCode": 75, "logStreamName": "job/main/1" },
                { "name": "second", "exitCode": 143, "logStreamName": "job/second/1" }] }] }],
            """);

        Assert.Equal("ApplicationError", change.Cause);
        var attempt = Assert.Single(change.Attempts);
        Assert.Equal((75, "job/main/1", "Essential container in task exited"), (attempt.ExitCode, attempt.LogStreamName, attempt.StatusReason));
        Assert.Equal(
            [("proxy", 9, "job/proxy/1", false), ("main", 75, "job/main/1", true), ("second", 143, "job/second/1", true)],
            attempt.Containers.Select(container => (container.Name, container.ExitCode, container.LogStreamName, container.IsEssential)));
    }

    [Theory]
    [InlineData("[0,null],[137,\"OutOfMemoryError: Container killed due to memory usage\"]", 137, "OutOfMemory")]
    [InlineData("[143,null],[1,null]", 1, "ApplicationError")]
    [InlineData("[1,null],[137,\"OutOfMemoryError: Container killed due to memory usage\"]", 137, "OutOfMemory")]
    [InlineData("[null,\"CannotPullContainerError: manifest unknown\"],[0,null]", null, "ImagePull")]
    [InlineData("[143,null],[137,null]", 143, "Unknown")]
    public void A_container_that_was_only_stopped_does_not_decide(string ends, int? exitCode, string cause)
    {
        using var parsed = JsonDocument.Parse($"[{ends}]");
        var containers = parsed.RootElement.EnumerateArray().Select((end, n) =>
            $$"""{ "name": "{{(n == 0 ? "main" : "second")}}", {{(end[0].ValueKind == JsonValueKind.Null ? "" : $"\"exitCode\": {end[0]},")}} {{(end[1].ValueKind == JsonValueKind.Null ? "" : $"\"reason\": \"{end[1]}\",")}} "logStreamName": "s" }""");

        var change = Read($$"""{{TwoContainers}} "attempts": [{ "taskProperties": [{ "containers": [{{string.Join(',', containers)}}] }] }],""");

        Assert.Equal((exitCode, cause), (Assert.Single(change.Attempts).ExitCode, change.Cause));
    }

    [Theory]
    [InlineData("", """[{ "name": "a", "exitCode": 0, "reason": "Completed" }, { "name": "b", "exitCode": 3, "reason": "Error" }]""", 3, "ApplicationError")]
    [InlineData("", """[{ "name": "a", "exitCode": 143, "reason": "Error" }, { "name": "b", "exitCode": 137, "reason": "OOMKilled" }]""", 137, "OutOfMemory")]
    [InlineData("", """[{ "name": "a", "reason": "ImagePullBackOff" }]""", null, "ImagePull")]
    [InlineData(""" "initContainers": [{ "name": "init", "exitCode": 5, "reason": "Error" }], """, """[{ "name": "a" }]""", 5, "ApplicationError")]
    public void On_EKS_the_pod_s_containers_tell_it(string init, string containers, int? exitCode, string cause)
    {
        var change = Read($$"""
            "eksAttempts": [
              { {{init}} "containers": {{containers}}, "podName": "aws-batch.1", "startedAt": 1772366400000, "stoppedAt": 1772366405000, "statusReason": "first" },
              { {{init}} "containers": {{containers}}, "podName": "aws-batch.2", "startedAt": 1772366410000, "stoppedAt": 1772366415000, "statusReason": "second" }],
            "eksProperties": { "podProperties": { "containers": [{ "name": "a", "image": "busybox" }] } },
            """);

        Assert.Equal(cause, change.Cause);
        Assert.Equal([(exitCode, "first"), (exitCode, "second")], change.Attempts.Select(attempt => (attempt.ExitCode, attempt.StatusReason)));
        Assert.Equal(StatusRank.Terminal, change.Rank);
    }

    [Fact]
    public void While_a_job_on_EKS_is_tried_again_its_ended_attempts_count()
    {
        var change = Read("""
            "eksAttempts": [{ "containers": [{ "name": "a", "exitCode": 3, "reason": "Error" }] }],
            """, status: "RUNNING");

        Assert.Equal(StatusRank.Of(1, JobStatus.Running), change.Rank);
    }

    [Fact]
    public void Of_several_containers_or_nodes_or_a_pod_the_memory_is_not_one_number()
    {
        Assert.Equal(512, Read(""" "container": { "resourceRequirements": [{ "type": "MEMORY", "value": "512" }] }, """).MemoryMiB);
        Assert.Equal(256, Read(""" "container": { "memory": 256, "vcpus": 1 }, """).MemoryMiB);
        Assert.Null(Read($$"""{{TwoContainers}} "container": { "memory": 256, "vcpus": 1 },""").MemoryMiB);
        Assert.Null(Read(""" "nodeProperties": { "numNodes": 2, "mainNode": 0, "nodeRangeProperties": [] }, "container": { "memory": 256, "vcpus": 1 }, """).MemoryMiB);
        Assert.Null(Read(""" "eksProperties": {}, "container": { "memory": 256, "vcpus": 1 }, """).MemoryMiB);
    }

    [Fact]
    public void A_multi_node_job_is_judged_by_its_main_node()
    {
        var job = Job(""" "nodeProperties": { "numNodes": 2, "mainNode": 1, "nodeRangeProperties": [] }, """);
        Assert.Equal($"{A.JobId}#1", MainNode.Missing(job));

        MainNode.Fill(job, Job("""
            "container": { "exitCode": 7, "logStreamName": "node/1" },
            "attempts": [{ "container": { "exitCode": 7, "logStreamName": "node/1" }, "statusReason": "Essential container in task exited" }],
            """));

        Assert.Null(MainNode.Missing(job));
        var change = JobChangeReader.Read(job, A.Noon);
        Assert.Equal(("ApplicationError", 7, "node/1"), (change.Cause, change.Attempts[^1].ExitCode, change.Attempts[^1].LogStreamName));
    }

    [Theory]
    [InlineData(null, "job/main/1")]
    [InlineData("proxy", "job/proxy/1")]
    public async Task The_log_of_each_container_can_be_read_and_without_a_name_that_of_the_one_that_decided(string? container, string stream)
    {
        var stack = new FunctionStack();
        stack.Batch.Details[A.JobId] = Job($$"""
            {{TwoContainers}}
            "attempts": [{ "taskProperties": [{ "containers": [
                { "name": "proxy", "exitCode": 0, "logStreamName": "job/proxy/1" }, { "name": "main", "exitCode": 75, "logStreamName": "job/main/1" }] }] }],
            """);
        var logs = new RecordedLogs();
        var query = container is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["container"] = container };

        var answer = await HttpAnswer.OfAsync(stack.HandlerWith<ReadJobLogsHandler, IJobLogs>(logs).ReadJobLogs(
            A.JobId, new APIGatewayHttpApiV2ProxyRequest { QueryStringParameters = query }, stack.Context));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal([("/aws/batch/job", stream)], logs.Read);

        await stack.Jobs.AdvanceAsync(JobChangeReader.Read(stack.Batch.Details[A.JobId], A.Noon), None);
        stack.Batch.Details.Clear();
        await stack.HandlerWith<ReadJobLogsHandler, IJobLogs>(logs).ReadJobLogs(
            A.JobId, new APIGatewayHttpApiV2ProxyRequest { QueryStringParameters = query }, stack.Context);
        Assert.Equal(("/aws/batch/job", stream), logs.Read[^1]);
    }

    [Fact]
    public async Task The_log_of_a_node_is_read_by_its_index()
    {
        var stack = new FunctionStack();
        stack.Batch.Details[A.JobId + "#2"] = Job("""
            "attempts": [{ "container": { "exitCode": 0, "logStreamName": "job/default/2" } }],
            """);
        var logs = new RecordedLogs();

        var answer = await HttpAnswer.OfAsync(stack.HandlerWith<ReadJobLogsHandler, IJobLogs>(logs).ReadJobLogs(
            A.JobId, new APIGatewayHttpApiV2ProxyRequest { QueryStringParameters = new Dictionary<string, string> { ["node"] = "2" } }, stack.Context));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal([("/aws/batch/job", "job/default/2")], logs.Read);
    }

    private static JobChange Read(string members, string status = "FAILED") => JobChangeReader.Read(Job(members, status), A.Noon);

    private static JobDetail Job(string members, string status = "FAILED") => JsonSerializer.Deserialize(
        $$"""
        {
          {{members}}
          "jobId": "{{A.JobId}}", "jobName": "hello", "jobQueue": "default", "jobDefinition": "hello:1", "status": "{{status}}",
          "createdAt": 1772366400000, "startedAt": 1772366400000, "isCancelled": false, "isTerminated": false
        }
        """,
        BatchJson.Instance.JobDetail) ?? throw new InvalidOperationException("No job.");

    private sealed class RecordedLogs : IJobLogs
    {
        public List<(string Group, string Stream)> Read { get; } = [];

        public Task<JobLogPage?> ReadAsync(string group, string stream, JobLogRange range, CancellationToken cancellation)
        {
            Read.Add((group, stream));

            return Task.FromResult<JobLogPage?>(new JobLogPage([], "end"));
        }
    }
}
