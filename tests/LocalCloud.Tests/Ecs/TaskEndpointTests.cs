using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.SecurityToken;
using LocalBatch.Execution;
using LocalCloud.Ecs;
using LocalCloud.Gateway;

namespace LocalCloud.Tests.Ecs;

public sealed class TaskEndpointTests : IAsyncLifetime
{
    private const string Role = "arn:aws:iam::123456789012:role/reader";

    private static readonly HttpClient Http = new();

    private readonly Sessions _sessions = new();
    private readonly TaskBook _tasks;
    private LocalServices? _services;

    public TaskEndpointTests() => _tasks = new(new("123456789012", new Dictionary<string, string>()), _sessions, TimeProvider.System);

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _services = await LocalServices.StartAsync(
        sessions: _sessions,
        unsigned: new TaskEndpoint(_tasks, new(LocalServices.Account, _tasks), new(TimeProvider.System, _ => new(2, 3 << 20, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1)))));

    public async ValueTask DisposeAsync() => await Services.DisposeAsync();

    [Fact]
    public async Task The_tasks_token_gets_keys_of_its_role_and_they_are_void_once_the_task_has_ended()
    {
        var task = Enter(An.EcsTask with { JobRoleArn = Role });

        var answer = await GetAsync("/v2/credentials", task.Token);

        Assert.Equal(Role, answer.GetProperty("RoleArn").GetString());
        Assert.InRange(answer.GetProperty("Expiration").GetDateTimeOffset() - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1), TimeSpan.FromHours(6));
        using var sts = Sts(answer, "eu-central-1");
        Assert.Equal(
            $"arn:aws:sts::123456789012:assumed-role/reader/{An.Attempt.TaskId}",
            (await sts.GetCallerIdentityAsync(new(), TestContext.Current.CancellationToken)).Arn);

        _tasks.Leave(task);

        var refused = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => sts.GetCallerIdentityAsync(new(), TestContext.Current.CancellationToken));
        Assert.Equal("InvalidClientTokenId", refused.ErrorCode);
        await RefusedAsync("/v2/credentials", task.Token, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Another_token_and_a_task_without_a_role_get_nothing()
    {
        var task = Enter(An.EcsTask);

        await RefusedAsync("/v2/credentials", task.Token, HttpStatusCode.Forbidden);
        await RefusedAsync("/v2/credentials", "guessed", HttpStatusCode.Forbidden);
        await RefusedAsync("/v2/credentials", null, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Keys_of_a_session_are_refused_with_another_token_or_none()
    {
        var task = Enter(An.EcsTask with { JobRoleArn = Role });
        var answer = await GetAsync("/v2/credentials", task.Token);
        var (id, secret) = (answer.GetProperty("AccessKeyId").GetString(), answer.GetProperty("SecretAccessKey").GetString());

        foreach (var keys in new AWSCredentials[] { new BasicAWSCredentials(id, secret), new SessionAWSCredentials(id, secret, "another") })
        {
            using AmazonSecurityTokenServiceClient sts = new(keys, Config("us-east-1"));
            var refused = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => sts.GetCallerIdentityAsync(new(), TestContext.Current.CancellationToken));
            Assert.Equal("InvalidClientTokenId", refused.ErrorCode);
        }
    }

    [Fact]
    public async Task The_container_is_described_at_the_tasks_secret_path()
    {
        var task = Enter(An.EcsTask);
        _tasks.Started(task);

        var container = await GetAsync(task.MetadataPath);

        Assert.Equal(
            ("default", "busybox:1.37", "RUNNING", "NORMAL", "awslogs"),
            (Text(container, "Name"), Text(container, "Image"), Text(container, "KnownStatus"), Text(container, "Type"), Text(container, "LogDriver")));
        Assert.Equal((256, 512), (container.GetProperty("Limits").GetProperty("CPU").GetDecimal(), container.GetProperty("Limits").GetProperty("Memory").GetInt32()));
        Assert.Equal(
            ("/aws/batch/job", "us-east-1", An.Attempt.LogStreamName),
            (Text(container.GetProperty("LogOptions"), "awslogs-group"), Text(container.GetProperty("LogOptions"), "awslogs-region"), Text(container.GetProperty("LogOptions"), "awslogs-stream")));
        Assert.Equal(An.EcsTask.TaskArn, Text(container.GetProperty("Labels"), "com.amazonaws.ecs.task-arn"));
        Assert.StartsWith("arn:aws:ecs:us-east-1:123456789012:container/cluster/0123456789abcdef0123456789abcdef/", Text(container, "ContainerARN"), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Array, container.GetProperty("Networks").ValueKind);
        Assert.True(container.GetProperty("StartedAt").GetDateTimeOffset() >= container.GetProperty("CreatedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task The_task_is_described_with_its_containers_and_version_3_lacks_the_newer_members()
    {
        var task = Enter(An.EcsTask);

        var newer = await GetAsync(task.MetadataPath + "/task");
        var older = await GetAsync($"/v3/{task.PathSecret}/task");

        Assert.Equal(
            ("arn:aws:ecs:us-east-1:123456789012:cluster/cluster", An.EcsTask.TaskArn, "work", "3", "us-east-1a", "FARGATE"),
            (Text(newer, "Cluster"), Text(newer, "TaskARN"), Text(newer, "Family"), Text(newer, "Revision"), Text(newer, "AvailabilityZone"), Text(newer, "LaunchType")));
        Assert.Equal("CREATED", Text(Assert.Single(newer.GetProperty("Containers").EnumerateArray()), "KnownStatus"));
        Assert.False(older.TryGetProperty("LaunchType", out _));
        var container = Assert.Single(older.GetProperty("Containers").EnumerateArray());
        Assert.All((string[])["ContainerARN", "LogDriver", "LogOptions"], name => Assert.False(container.TryGetProperty(name, out _)));
    }

    [Fact]
    public async Task Statistics_come_in_Dockers_shape_and_for_the_task_by_container()
    {
        var task = Enter(An.EcsTask);

        var one = await GetAsync(task.MetadataPath + "/stats");
        var all = await GetAsync(task.MetadataPath + "/task/stats");

        Assert.Equal((3L << 20, 512L << 20), (one.GetProperty("memory_stats").GetProperty("usage").GetInt64(), one.GetProperty("memory_stats").GetProperty("limit").GetInt64()));
        Assert.Equal(5_000_000_000, one.GetProperty("cpu_stats").GetProperty("cpu_usage").GetProperty("total_usage").GetInt64());
        var id = Text(await GetAsync(task.MetadataPath), "DockerId") ?? "";
        Assert.Equal(2, all.GetProperty(id).GetProperty("pids_stats").GetProperty("current").GetInt32());
    }

    [Fact]
    public async Task A_guessed_path_the_path_of_a_task_that_ended_and_an_unknown_one_are_not_found()
    {
        var task = Enter(An.EcsTask);

        await RefusedAsync("/v4/0123456789abcdef0123456789abcdef/task", null, HttpStatusCode.NotFound);
        await RefusedAsync(task.MetadataPath + "/secrets", null, HttpStatusCode.NotFound);
        _tasks.Leave(task);
        await RefusedAsync(task.MetadataPath, null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_key_below_v4_in_a_bucket_stays_one_of_S3()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(Services.Gateway.Endpoint, "/v4/key"));
        request.Headers.Host = $"bucket.localhost:{Services.Gateway.Endpoint.Port}";

        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Contains("<Code>AccessDenied</Code>", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private RunningTask Enter(EcsTask facts) => _tasks.Enter(An.Attempt, facts);

    private async Task<JsonElement> GetAsync(string path, string? token = null)
    {
        using var response = await SendAsync(path, token);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {(int)response.StatusCode} {text}");

        return JsonDocument.Parse(text).RootElement;
    }

    private async Task RefusedAsync(string path, string? token, HttpStatusCode expected)
    {
        using var response = await SendAsync(path, token);

        Assert.Equal(expected, response.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string? token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(Services.Gateway.Endpoint, path));
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", token);
        }

        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private AmazonSecurityTokenServiceClient Sts(JsonElement keys, string region) =>
        new(new SessionAWSCredentials(Text(keys, "AccessKeyId"), Text(keys, "SecretAccessKey"), Text(keys, "Token")), Config(region));

    private AmazonSecurityTokenServiceConfig Config(string region) =>
        new() { ServiceURL = Services.Gateway.Endpoint.ToString(), AuthenticationRegion = region, MaxErrorRetry = 0 };

    private static string? Text(JsonElement owner, string name) => owner.GetProperty(name).GetString();
}
