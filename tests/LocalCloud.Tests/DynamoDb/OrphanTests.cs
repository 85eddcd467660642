using System.Diagnostics;

namespace LocalCloud.Tests.DynamoDb;

/// <summary>A dynalite that works on one request for ever ends all the same when its stack is gone.</summary>
public sealed class OrphanTests
{
    [Fact]
    public async Task A_process_whose_event_loop_never_comes_back_ends_soon_after_who_started_it()
    {
        var watch = Path.Combine(AppContext.BaseDirectory, "dynalite", "watch.js");
        // The loop that never comes back is ours; it waits for the thread to run, since that needs the loop to begin.
        var script = $$"""
            const { Worker } = require('node:worker_threads');
            new Worker('{{watch}}', { workerData: { startedBy: process.ppid } }).on('online', () => { console.log(process.pid); for (;;) ; });
            """;
        ProcessStartInfo start = new("sh", ["-c", "node -e \"$0\" & wait", script]) { RedirectStandardOutput = true };
        using var parent = Process.Start(start) ?? throw new InvalidOperationException("sh did not start.");
        var line = await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
        using var orphan = Process.GetProcessById(int.Parse(line, System.Globalization.CultureInfo.InvariantCulture));

        parent.Kill();

        await orphan.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(orphan.HasExited);
    }
}
