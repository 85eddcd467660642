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
}
