using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Engine;

/// <summary>A job from submission to its end, through the wire.</summary>
public sealed class JobLifeTests
{
    [Fact]
    public async Task A_job_runs_to_SUCCEEDED_and_tells_every_step_but_the_first()
    {
        await using var local = await LocalEngine.ReadyAsync();

        var id = await local.SubmitAsync();
        var run = await local.Executor.NextAsync();
        run.Start();
        await local.UntilAsync(id, "RUNNING");
        run.Exit(0);
        var job = await local.UntilAsync(id, "SUCCEEDED");

        Assert.Equal("Essential container in task exited", job.Text("statusReason"));
        Assert.Equal(0, job.GetProperty("container").Number("exitCode"));
        Assert.Single(job.GetProperty("attempts").EnumerateArray());
        await local.Engine.DisposeAsync();
        Assert.Equal(["RUNNABLE", "STARTING", "RUNNING", "SUCCEEDED"], local.Bus.StatusesOf(id));
    }

    [Fact]
    public async Task Overrides_too_long_for_ECS_fail_the_job_when_it_is_placed_and_the_next_one_runs()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 1);
        var tooLong = new string('x', 9000);

        var id = await local.SubmitAsync($$""" "containerOverrides": {"environment": [{"name": "A", "value": "{{tooLong}}"}]} """);
        var next = await local.SubmitAsync();

        Assert.Equal("Container Overrides length must be at most 8192", (await local.UntilAsync(id, "FAILED")).Text("statusReason"));
        Assert.Equal(next, (await local.Executor.NextAsync()).Attempt.JobId);
    }

    [Fact]
    public async Task A_job_larger_than_the_machine_runs_alone()
    {
        await using var local = await LocalEngine.ReadyAsync(options => options with { MaxVcpus = 2 }, maxVcpus: 100);
        await local.RegisterAsync("big", vcpus: 8);
        var small = await local.SubmitAsync();
        var big = await local.SubmitAsync(definition: "big");
        var last = await local.SubmitAsync();
        var first = await local.Executor.NextAsync();
        Assert.Equal(small, first.Attempt.JobId);
        await local.QuietAsync();
        Assert.False(local.Executor.HasStarted);

        first.Exit(0);
        var second = await local.Executor.NextAsync();
        Assert.Equal(big, second.Attempt.JobId);
        await local.QuietAsync();
        Assert.False(local.Executor.HasStarted);
        second.Exit(0);

        Assert.Equal(last, (await local.Executor.NextAsync()).Attempt.JobId);
    }

    [Fact]
    public async Task Overrides_merge_by_name_and_kind_and_reserved_variables_never_reach_the_job()
    {
        await using var local = await LocalEngine.ReadyAsync();
        await local.CallAsync("RegisterJobDefinition", """
            {"jobDefinitionName": "env", "type": "container", "parameters": {"who": "world"}, "containerProperties":
             {"image": "busybox", "command": ["echo", "Ref::who"], "vcpus": 1, "memory": 64,
              "environment": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}, {"name": "AWS_BATCH_X", "value": "y"}]}}
            """);

        var id = await local.SubmitAsync(
            """ "parameters": {"who": "you"}, "containerOverrides": {"environment": [{"name": "B", "value": "3"}], "memory": 256} """, definition: "env");
        var attempt = (await local.Executor.NextAsync()).Attempt;

        Assert.Equal(["echo", "you"], attempt.Command);
        Assert.Equal(("1", "3", 256), (attempt.Environment["A"], attempt.Environment["B"], attempt.MemoryMiB));
        Assert.False(attempt.Environment.ContainsKey("AWS_BATCH_X"));
        Assert.Equal(("q", "ce", id), (attempt.Environment["AWS_BATCH_JQ_NAME"], attempt.Environment["AWS_BATCH_CE_NAME"], attempt.Environment["AWS_BATCH_JOB_ID"]));
        Assert.Equal(("AWS_ECS_EC2", "us-east-1", "us-east-1"), (attempt.Environment["AWS_EXECUTION_ENV"], attempt.Environment["AWS_REGION"], attempt.Environment["AWS_DEFAULT_REGION"]));
        var container = (await local.DescribeAsync(id)).GetProperty("container");
        Assert.Equal(256, container.Number("memory"));
        Assert.Equal("you", container.GetProperty("command")[1].GetString());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task A_time_of_day_that_is_set_neither_fires_nor_stalls_a_timeout(int hours)
    {
        SetClock? clock = null;
        await using var local = await LocalEngine.ReadyAsync(options => options with { Time = clock = new(options.Time) });
        var id = await local.SubmitAsync("\"timeout\": {\"attemptDurationSeconds\": 60}");
        (await local.Executor.NextAsync()).Start();
        await local.UntilAsync(id, "RUNNING");

        Assert.NotNull(clock);
        clock.Off = TimeSpan.FromHours(hours);
        await local.QuietAsync();
        Assert.Equal("RUNNING", await local.StatusAsync(id));
        local.Clock.Advance(TimeSpan.FromSeconds(59));
        await local.QuietAsync();
        Assert.Equal("RUNNING", await local.StatusAsync(id));
        local.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("Job attempt duration exceeded timeout", (await local.UntilAsync(id, "FAILED")).Text("statusReason"));
    }

    /// <summary>A clock whose time of day somebody has set; what has passed has passed all the same.</summary>
    private sealed class SetClock(TimeProvider clock) : TimeProvider
    {
        public TimeSpan Off { get; set; }

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Off;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);
    }
}
