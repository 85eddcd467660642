using LocalBatch.Execution;

namespace Containers.Tests;

/// <summary>Images that are pulled from a registry with a login, and those that cannot be.</summary>
public sealed class RegistryTests(Daemon daemon, Registry registry) : ExecutorTestBase(daemon), IClassFixture<Registry>
{
    [Fact]
    public async Task An_image_is_pulled_with_the_login_of_its_registry_which_is_told_and_many_attempts_pull_it_once()
    {
        await registry.ForgetAsync();
        RecordingLogger logger = new();
        await using var executor = New(options => options with { LoginsFile = registry.LoginsFile, Logger = logger });

        var ends = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => RunAsync(Shell($"exit {number}") with { Image = registry.Image }, executor: executor)));

        Assert.Equal([0, 1, 2, 3], ends.Select(events => Assert.IsType<AttemptEvent.Exited>(events[^1]).ExitCode ?? -1));
        Assert.Collection(
            logger.Lines,
            line => Assert.Equal($"Pulling {registry.Image}.", line),
            line => Assert.StartsWith($"{registry.Image} was pulled in ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_disk_that_is_full_is_the_reason_and_once_there_is_room_jobs_run()
    {
        await using var full = await OwnDaemon.StartOnDiskAsync(64);
        RecordingLogger logger = new();
        await using var executor = New(options => options with { Endpoint = full.Endpoint, LoginsFile = registry.LoginsFile, Logger = logger });
        var filler = await full.FillDiskAsync(leave: 512 * 1024);

        var end = Assert.IsType<AttemptEvent.FailedToStart>(Assert.Single(await RunAsync(Shell("true") with { Image = registry.Image }, executor: executor)));
        File.Delete(filler);
        var next = await RunAsync(Shell("true") with { Image = registry.Image }, executor: executor);

        Assert.StartsWith("CannotPullContainerError: Error response from daemon: ", end.Reason, StringComparison.Ordinal);
        Assert.Contains("no space left on device", end.Reason, StringComparison.Ordinal);
        Assert.Contains("docker system prune", logger.Lines.ElementAt(1), StringComparison.Ordinal);
        Assert.Equal(new AttemptEvent.Exited(0, null), next[^1]);
    }

    [Theory]
    [InlineData("/app:1", false, "no basic auth credentials", "docker login")]
    [InlineData("/app:none", true, "manifest unknown", "name and tag")]
    [InlineData("/nobody:1", true, "not found", "name and tag")]
    public async Task What_the_registry_refuses_is_the_job_s_reason_and_the_advice_fits(string path, bool hasLogin, string reason, string advice)
    {
        await registry.ForgetAsync();
        RecordingLogger logger = new();
        await using var executor = New(options => options with { LoginsFile = hasLogin ? registry.LoginsFile : null, Logger = logger });

        var end = Assert.IsType<AttemptEvent.FailedToStart>(Assert.Single(await RunAsync(Shell("true") with { Image = registry.Host + path }, executor: executor)));

        Assert.StartsWith("CannotPullContainerError: Error response from daemon: ", end.Reason, StringComparison.Ordinal);
        Assert.Contains(reason, end.Reason, StringComparison.Ordinal);
        Assert.Contains(advice, logger.Lines.Last(), StringComparison.Ordinal);
    }
}
