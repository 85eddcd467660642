using System.Text.Json;
using LocalBatch.Tests.Support;
using Microsoft.Data.Sqlite;

namespace LocalBatch.Tests.Journal;

/// <summary>
/// A journal that an engine of commit dbf1d9e (format 1) left behind: a job done at its second attempt, one running, an array that
/// waits for it with a child cancelled, a job with overrides that waits for the array, and events that no bus had taken.
/// </summary>
public sealed class OldStateTests
{
    [Fact]
    public async Task The_state_of_an_old_engine_is_taken_up_and_goes_on()
    {
        await using var local = await OpenAsync();

        var done = await OnlyAsync(local, "q", "done");
        Assert.Equal(("SUCCEEDED", 2), (done.Text("status"), done.GetProperty("attempts").GetArrayLength()));
        Assert.Equal(("ops", "b", 5L), (done.GetProperty("tags").Text("team"), done.GetProperty("parameters").Text("a"), done.Number("schedulingPriority")));
        Assert.Equal("OutOfMemoryError: Container killed due to memory usage", done.GetProperty("attempts")[0].GetProperty("container").Text("reason"));
        var running = await OnlyAsync(local, "q", "running");
        Assert.Matches(@"^Host EC2 \(instance i-[0-9a-f]{17}\) terminated\.$", running.GetProperty("attempts")[0].Text("statusReason"));
        var again = await local.Executor.NextAsync();
        Assert.Equal((running.Text("jobId"), 2), (again.Attempt.JobId, again.Attempt.Number));
        again.Exit(0);

        var array = await OnlyAsync(local, "other", "array");
        foreach (var _ in Enumerable.Range(0, 2))
        {
            (await local.Executor.NextAsync()).Exit(0);
        }

        Assert.Equal("Array Child Job failed", (await local.UntilAsync(array.Text("jobId"), "FAILED")).Text("statusReason"));
        Assert.Equal("not one", (await local.DescribeAsync(array.Text("jobId") + ":1")).Text("statusReason"));
        var last = await OnlyAsync(local, "q", "last");
        Assert.Equal(("FAILED", "Dependent Job failed"), (last.Text("status"), last.Text("statusReason")));
        Assert.Equal(["echo", "over"], last.GetProperty("container").GetProperty("command").EnumerateArray().Select(word => word.GetString()));
        await local.Engine.DisposeAsync();
        Assert.Equal(["RUNNABLE", "STARTING", "RUNNING", "RUNNABLE", "STARTING", "RUNNING", "SUCCEEDED"], local.Bus.StatusesOf(done.Text("jobId")));
    }

    [Fact]
    public async Task What_came_later_works_on_it_and_outlives_the_next_restart()
    {
        await using var local = await OpenAsync();
        await local.CallAsync("CreateSchedulingPolicy", """{"name": "fair"}""");
        await local.CallAsync("CreateConsumableResource", """{"consumableResourceName": "seat", "totalQuantity": 1}""");

        await local.RestartAsync();

        Assert.Equal(1, (await local.CallAsync("ListSchedulingPolicies", "{}")).GetProperty("schedulingPolicies").GetArrayLength());
        Assert.Equal(1, (await local.CallAsync("DescribeConsumableResource", """{"consumableResource": "seat"}""")).Number("totalQuantity"));
        await local.Engine.DisposeAsync();
        await using var connection = new SqliteConnection($"Data Source={local.JournalPath};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        Assert.Equal(3L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<LocalEngine> OpenAsync()
    {
        var local = new LocalEngine();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Journal", "format1.db"), local.JournalPath);
        await local.ReopenAsync();

        return local;
    }

    private static async Task<JsonElement> OnlyAsync(LocalEngine local, string queue, string name)
    {
        var jobs = await local.CallAsync("ListJobs", $$"""{"jobQueue": "{{queue}}", "filters": [{"name": "JOB_NAME", "values": ["{{name}}"]}]}""");

        return await local.DescribeAsync(Assert.Single(jobs.GetProperty("jobSummaryList").EnumerateArray()).Text("jobId"));
    }
}
