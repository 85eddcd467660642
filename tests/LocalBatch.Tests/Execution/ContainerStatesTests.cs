using LocalBatch.Execution;
using LocalBatch.Execution.Containers;

namespace LocalBatch.Tests.Execution;

/// <summary>When the containers of a task start and stop, and by which of them the task is judged.</summary>
public sealed class ContainerStatesTests
{
    private const ContainerCondition Start = ContainerCondition.Start;
    private const ContainerCondition Complete = ContainerCondition.Complete;
    private const ContainerCondition Success = ContainerCondition.Success;

    [Fact]
    public void Containers_that_wait_for_nobody_start_at_once_and_the_task_is_up_when_all_are()
    {
        var states = States(A("a"), A("b"));

        Assert.Equal([0, 1], states.TakeReady());
        Assert.Empty(states.TakeReady());
        states.Started(0);
        Assert.False(states.IsUp);
        states.Started(1);

        Assert.True(states.IsUp);
    }

    [Theory]
    [InlineData(Start)]
    [InlineData(Complete)]
    [InlineData(Success)]
    public void A_container_waits_until_the_other_is_as_far_as_the_condition_says(ContainerCondition condition)
    {
        var states = States(A("main").After("other", condition), A("other", essential: false));
        Assert.Equal([1], states.TakeReady());

        states.Started(1);
        Assert.Equal(condition == Start ? [0] : (int[])[], states.TakeReady());
        states.Ended(1, 0, null);

        Assert.Equal(condition == Start ? [] : (int[])[0], states.TakeReady());
    }

    [Fact]
    public void What_waits_for_a_success_that_cannot_come_never_starts_and_counts_as_ended_by_SIGTERM()
    {
        var states = States(A("main").After("prepare", Success), A("prepare", essential: false));
        states.TakeReady();
        states.Started(1);

        states.Ended(1, 3, null);
        Assert.Empty(states.TakeReady());

        Assert.True(states.IsOver);
        var end = Assert.IsType<AttemptEvent.FailedToStart>(states.End());
        Assert.Equal(143, end.ExitCode);
        Assert.Contains("main was not started", end.Reason, StringComparison.Ordinal);
        Assert.Equal([new("main", 143, null, false), new("prepare", 3, null, true)], end.Containers);
    }

    [Fact]
    public void COMPLETE_takes_any_exit_code_but_not_a_program_that_never_ran()
    {
        var failing = States(A("main").After("prepare", Complete), A("prepare", essential: false));
        failing.TakeReady();
        failing.Started(1);
        failing.Ended(1, 3, null);
        Assert.Equal([0], failing.TakeReady());

        var missing = States(A("main").After("prepare", Complete), A("prepare", essential: false));
        missing.TakeReady();
        missing.Ended(1, 127, "CannotStartContainerError: not found");
        missing.TakeReady();

        Assert.True(missing.IsOver);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_essential_container_that_ends_stops_the_others_whatever_its_exit_code(int exitCode)
    {
        var states = States(A("main"), A("side", essential: false), A("late", essential: false).After("side", Complete));
        states.TakeReady();
        states.Started(0);
        states.Started(1);
        Assert.Empty(states.ToStop());

        states.Ended(0, exitCode, null);

        Assert.Empty(states.TakeReady());
        Assert.Equal([1], states.ToStop());
        states.Ended(1, 143, null);
        Assert.True(states.IsOver);
        var end = Assert.IsType<AttemptEvent.Exited>(states.End());
        Assert.Equal(exitCode, end.ExitCode);
        Assert.Equal([new("main", exitCode, null, true), new("side", 143, null, true), new("late", null, null, false)], end.Containers);
    }

    [Fact]
    public void Containers_are_stopped_in_the_reverse_of_the_order_in_which_they_started()
    {
        var states = States(A("database"), A("server").After("database", Start));
        states.TakeReady();
        states.Started(0);
        states.TakeReady();
        states.Started(1);

        states.Stop();
        Assert.Equal([1], states.ToStop());
        states.Ended(1, 143, null);

        Assert.Equal([0], states.ToStop());
    }

    [Fact]
    public void A_container_that_is_not_essential_may_fail()
    {
        var states = States(A("main"), A("side", essential: false));
        states.TakeReady();
        states.Started(0);
        states.Started(1);

        states.Ended(1, 9, "OutOfMemoryError: Container killed due to memory usage");
        Assert.Empty(states.ToStop());
        states.Ended(0, 0, null);

        Assert.Equal((0, null), Of(states.End()));
    }

    [Fact]
    public void The_first_essential_container_that_failed_speaks_for_the_task()
    {
        var states = States(A("a"), A("b"));
        states.TakeReady();
        states.Started(0);
        states.Started(1);

        states.Ended(1, 7, "because");
        states.Ended(0, 137, null);

        Assert.Equal((7, "because"), Of(states.End()));
    }

    [Fact]
    public void Whoever_waits_for_an_end_waits_no_longer_than_the_start_time_out_allows()
    {
        var states = States(A("main").After("slow", Complete), A("slow", essential: false));
        states.TakeReady();
        states.Started(1);

        states.WaitedTooLong(1);
        Assert.Empty(states.TakeReady());

        Assert.Equal([1], states.ToStop());
    }

    [Fact]
    public void A_program_that_is_not_found_fails_the_start_of_the_task()
    {
        var states = States(A("main"), A("side", essential: false));
        states.TakeReady();
        states.Started(1);

        states.Ended(0, 127, "CannotStartContainerError: not found");
        states.Ended(1, 143, null);

        Assert.Equal(new AttemptEvent.FailedToStart(127, "CannotStartContainerError: not found").Reason, Assert.IsType<AttemptEvent.FailedToStart>(states.End()).Reason);
    }

    [Fact]
    public void Containers_of_a_pod_go_on_when_one_has_ended_and_all_must_end_with_0()
    {
        var states = States(A("a") with { IsOfPod = true }, A("b") with { IsOfPod = true });
        states.TakeReady();
        states.Started(0);
        states.Started(1);

        states.Ended(0, 2, null);
        Assert.Empty(states.ToStop());
        states.Ended(1, 0, null);

        var end = Assert.IsType<AttemptEvent.Exited>(states.End());
        Assert.Equal((2, "Error"), Of(end));
        Assert.Equal([new("a", 2, "Error", true), new("b", 0, "Completed", true)], end.Containers);
    }

    [Fact]
    public void An_init_container_that_fails_keeps_the_pod_from_starting()
    {
        var states = States(A("init") with { IsOfPod = true, IsInit = true }, A("main").After("init", Success) with { IsOfPod = true });
        states.TakeReady();
        states.Started(0);

        states.Ended(0, 1, null);
        Assert.Empty(states.TakeReady());

        var end = Assert.IsType<AttemptEvent.FailedToStart>(states.End());
        Assert.Equal((1, "Error"), (end.ExitCode, end.Reason));
        Assert.Equal([new("init", 1, "Error", true), new("main", null, null, false)], end.Containers);
    }

    private static (int? ExitCode, string? Reason) Of(AttemptEvent end) => end is AttemptEvent.Exited(var exitCode, var reason) ? (exitCode, reason) : (null, $"{end}");

    private static ContainerStates States(params ContainerPlan[] plans) => new(plans);

    private static ContainerPlan A(string name, bool essential = true) => new(name, Attempts.Of("true")) { IsEssential = essential };
}

internal static class ContainerPlans
{
    extension(ContainerPlan plan)
    {
        public ContainerPlan After(string other, ContainerCondition condition) => plan with { DependsOn = [.. plan.DependsOn, new(other, condition)] };
    }
}

/// <summary>Attempts of which only the command matters.</summary>
internal static class Attempts
{
    public static Attempt Of(params string[] command) => new()
    {
        TaskId = new('a', 32),
        JobId = "job",
        Number = 1,
        Image = "busybox",
        Command = command,
        Environment = new Dictionary<string, string>(),
        Vcpus = 1,
        MemoryMiB = 512,
        LogGroup = "/aws/batch/job",
        LogStreamName = "test",
        Grace = TimeSpan.FromSeconds(30),
    };
}
