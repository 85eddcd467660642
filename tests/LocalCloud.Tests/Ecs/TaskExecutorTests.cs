using System.Runtime.CompilerServices;
using LocalBatch.Execution;
using LocalCloud.Ecs;
using LocalCloud.Gateway;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.Ecs;

public sealed class TaskExecutorTests
{
    private const string Role = "arn:aws:iam::123456789012:role/service/reader";

    private readonly FakeTimeProvider _time = new(new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
    private readonly Sessions _sessions = new();
    private readonly RecordingExecutor _inner = new();
    private readonly TaskBook _tasks;

    public TaskExecutorTests() => _tasks = new(
        new("123456789012", new Dictionary<string, string> { ["declared"] = "arn:aws:iam::123456789012:role/of-declared" }), _sessions, _time);

    [Fact]
    public async Task A_job_with_a_role_finds_the_endpoint_its_metadata_and_credentials_that_end_with_it()
    {
        SessionKeys? during = null;
        _inner.WhileRunning = variables => during = Credentials(variables);

        var variables = await RunAsync(An.Attempt with { Task = An.EcsTask with { JobRoleArn = Role } });

        Assert.Equal("http://127.0.0.1:4500", variables["AWS_ENDPOINT_URL"]);
        Assert.Matches("^http://127.0.0.1:4500/v4/[0-9a-f]{32}$", variables["ECS_CONTAINER_METADATA_URI_V4"]);
        Assert.Matches("^http://127.0.0.1:4500/v3/[0-9a-f]{32}$", variables["ECS_CONTAINER_METADATA_URI"]);
        Assert.Equal("http://127.0.0.1:4500/v2/credentials", variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"]);
        Assert.Equal($"/jobs/{An.Attempt.TaskId}/.aws/credentials", variables["AWS_SHARED_CREDENTIALS_FILE"]);
        Assert.Equal($"/jobs/{An.Attempt.TaskId}/.aws/config", variables["AWS_CONFIG_FILE"]);
        Assert.Equal($"arn:aws:sts::123456789012:assumed-role/reader/{An.Attempt.TaskId}", during?.Caller.Arn);
        Assert.Null(_sessions.Find(during?.AccessKeyId ?? ""));
        Assert.Null(_tasks.ByToken(variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"]));
        Assert.Null(_tasks.ByPath(variables["ECS_CONTAINER_METADATA_URI_V4"][^32..]));
    }

    [Fact]
    public async Task Credentials_end_also_where_the_attempt_breaks_off()
    {
        SessionKeys? during = null;
        _inner.WhileRunning = variables =>
        {
            during = Credentials(variables);
            throw new InvalidOperationException("The executor is broken.");
        };

        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(An.Attempt with { Task = An.EcsTask with { JobRoleArn = Role } }));

        Assert.NotNull(during);
        Assert.Null(_sessions.Find(during.AccessKeyId));
    }

    [Fact]
    public async Task The_same_keys_are_given_until_an_hour_is_left_and_older_ones_stay_good()
    {
        List<SessionKeys?> given = [];
        _inner.WhileRunning = variables =>
        {
            given.Add(Credentials(variables));
            _time.Advance(TimeSpan.FromHours(4.9));
            given.Add(Credentials(variables));
            _time.Advance(TimeSpan.FromHours(0.2));
            given.Add(Credentials(variables));
            Assert.NotNull(_sessions.Find(given[0]?.AccessKeyId ?? ""));
        };

        await RunAsync(An.Attempt with { Task = An.EcsTask with { JobRoleArn = Role } });

        Assert.Equal(given[0], given[1]);
        Assert.NotEqual(given[0], given[2]);
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 23, 6, 0, TimeSpan.Zero), given[2]?.Expiration);
        Assert.All(given, keys => Assert.Null(_sessions.Find(keys?.AccessKeyId ?? "")));
    }

    [Theory]
    [InlineData(null, "arn:aws:iam::123456789012:instance-profile/declared", "arn:aws:iam::123456789012:role/of-declared")]
    [InlineData(null, "ecsInstanceRole", "arn:aws:iam::123456789012:role/ecsInstanceRole")]
    [InlineData("named", "ecsInstanceRole", "arn:aws:iam::123456789012:role/named")]
    [InlineData(null, null, null)]
    public async Task A_job_without_a_role_has_its_instances_and_on_Fargate_none(string? jobRole, string? instanceRole, string? expected)
    {
        string? role = null;
        _inner.WhileRunning = variables => role = Credentials(variables)?.Caller.RoleArn;

        var variables = await RunAsync(An.Attempt with { Task = An.EcsTask with { JobRoleArn = jobRole, InstanceRole = instanceRole } });

        Assert.Equal(expected, role);
        Assert.Equal(expected is not null, variables.ContainsKey("AWS_CONTAINER_CREDENTIALS_FULL_URI"));
    }

    [Fact]
    public async Task What_the_job_sets_itself_stays_but_no_address_that_would_hide_its_credentials()
    {
        Dictionary<string, string> own = new()
        {
            ["AWS_ENDPOINT_URL"] = "http://elsewhere",
            ["AWS_CONFIG_FILE"] = "/own/config",
            ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/credentials/1",
        };

        var variables = await RunAsync(An.Attempt with { Environment = own, Task = An.EcsTask with { JobRoleArn = Role } });

        Assert.Equal(("http://elsewhere", "/own/config"), (variables["AWS_ENDPOINT_URL"], variables["AWS_CONFIG_FILE"]));
        Assert.False(variables.ContainsKey("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"));
    }

    [Fact]
    public async Task Switched_off_a_job_finds_its_metadata_and_nothing_that_leads_to_the_stack()
    {
        var variables = await RunAsync(An.Attempt with { Task = An.EcsTask with { JobRoleArn = Role } }, isOffered: false);

        Assert.Equal(["ECS_CONTAINER_METADATA_URI", "ECS_CONTAINER_METADATA_URI_V4"], variables.Keys.Order());
    }

    [Fact]
    public async Task No_attempt_starts_before_the_endpoint_answers_and_one_that_is_stopped_meanwhile_still_gets_its_end()
    {
        TaskExecutor executor = new(_inner, _tasks, new(new("http://127.0.0.1:4500"), true, taskId => "/jobs/" + taskId));
        using CancellationTokenSource stop = new();
        var waiting = DrainAsync(executor, An.Attempt, CancellationToken.None);
        var stopped = DrainAsync(executor, An.Attempt with { TaskId = new('b', 32) }, stop.Token);
        Assert.Empty(_inner.Seen);

        await stop.CancelAsync();
        Assert.IsType<AttemptEvent.Exited>((await stopped)[^1]);
        executor.Open();
        await waiting;

        Assert.Equal([new('b', 32), An.Attempt.TaskId], _inner.Seen.Select(attempt => attempt.TaskId));
    }

    [Fact]
    public async Task A_container_has_files_of_its_own_and_behind_a_bridge_keys_instead_of_an_address_that_SDKs_refuse()
    {
        SessionKeys? during = null;
        TaskExecutor executor = new(_inner, _tasks, new(new("http://127.0.0.1:4500"), true, _ => throw new InvalidOperationException("no folder is asked for"))
        {
            IsContainer = _ => true,
            FromContainers = new("http://host.docker.internal:4500"),
        });
        executor.Open();
        _inner.WhileRunning = variables => during = _sessions.Find(variables["AWS_ACCESS_KEY_ID"]);

        await DrainAsync(executor, An.Attempt with { Task = An.EcsTask with { JobRoleArn = Role } }, TestContext.Current.CancellationToken);

        var variables = Assert.Single(_inner.Seen).Environment;
        Assert.Equal("http://host.docker.internal:4500", variables["AWS_ENDPOINT_URL"]);
        Assert.StartsWith("http://host.docker.internal:4500/v4/", variables["ECS_CONTAINER_METADATA_URI_V4"], StringComparison.Ordinal);
        Assert.False(variables.ContainsKey("AWS_CONTAINER_CREDENTIALS_FULL_URI") || variables.ContainsKey("AWS_CONFIG_FILE"));
        Assert.Equal((during?.SecretAccessKey, during?.Token), (variables["AWS_SECRET_ACCESS_KEY"], variables["AWS_SESSION_TOKEN"]));
        Assert.NotNull(during);
        Assert.Null(_sessions.Find(during.AccessKeyId));
    }

    [Fact]
    public void A_task_that_outlives_the_stack_finds_its_addresses_and_keys_good_in_the_next_life()
    {
        TaskSecrets secrets = new([1, 2, 3]);
        RoleNames roles = new("123456789012", new Dictionary<string, string>());
        var facts = An.EcsTask with { JobRoleArn = Role };
        TaskBook killed = new(roles, new(), _time, secrets: secrets);
        var before = killed.Enter(An.Attempt, facts);
        var given = killed.KeysOf(before);
        TaskBook next = new(roles, _sessions, _time, secrets: secrets);

        var after = next.Enter(An.Attempt, facts, isTakenUp: true);

        Assert.Equal((before.PathSecret, before.Token), (after.PathSecret, after.Token));
        Assert.Equal(given?.SecretAccessKey, _sessions.Find(given?.AccessKeyId ?? "")?.SecretAccessKey);
        Assert.NotEqual(before.Token, next.Enter(An.Attempt with { TaskId = new('c', 32) }, facts).Token);
        next.Leave(after);
        Assert.Null(_sessions.Find(given?.AccessKeyId ?? ""));
    }

    [Fact]
    public void The_haste_of_an_engine_that_closes_reaches_the_executor()
    {
        IJobExecutor executor = new TaskExecutor(_inner, _tasks, new(new("http://127.0.0.1:4500"), true, taskId => "/jobs/" + taskId));

        executor.Hurry();

        Assert.True(_inner.IsHurried);
    }

    private async Task<IReadOnlyDictionary<string, string>> RunAsync(Attempt attempt, bool isOffered = true)
    {
        TaskExecutor executor = new(_inner, _tasks, new(new("http://127.0.0.1:4500"), isOffered, taskId => "/jobs/" + taskId));
        executor.Open();
        await DrainAsync(executor, attempt, TestContext.Current.CancellationToken);

        return Assert.Single(_inner.Seen).Environment;
    }

    private SessionKeys? Credentials(IReadOnlyDictionary<string, string> variables) =>
        variables.TryGetValue("AWS_CONTAINER_AUTHORIZATION_TOKEN", out var token) && _tasks.ByToken(token) is { } task ? _tasks.KeysOf(task) : null;

    private static async Task<List<AttemptEvent>> DrainAsync(TaskExecutor executor, Attempt attempt, CancellationToken stop)
    {
        List<AttemptEvent> events = [];
        await foreach (var happened in executor.RunAsync(attempt, stop))
        {
            events.Add(happened);
        }

        return events;
    }

    private sealed class RecordingExecutor : IJobExecutor
    {
        public List<Attempt> Seen { get; } = [];

        public bool IsHurried { get; private set; }

        public void Hurry() => IsHurried = true;

        public Action<IReadOnlyDictionary<string, string>> WhileRunning { get; set; } = _ => { };

        public async IAsyncEnumerable<AttemptEvent> RunAsync(Attempt attempt, [EnumeratorCancellation] CancellationToken stop)
        {
            Seen.Add(attempt);
            yield return new AttemptEvent.Started();
            WhileRunning(attempt.Environment);
            yield return new AttemptEvent.Exited(0, null);
            await Task.CompletedTask;
        }
    }
}
