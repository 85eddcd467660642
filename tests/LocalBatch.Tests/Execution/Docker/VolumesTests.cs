using Docker.DotNet;
using LocalBatch.Execution.Docker;

namespace LocalBatch.Tests.Execution.Docker;

/// <summary>Volumes that containers of one task share.</summary>
public sealed class VolumesTests : IAsyncDisposable
{
    private const string Creation = "POST /volumes/create";

    private readonly FakeDaemon _fake = new();
    private readonly Daemon _daemon;
    private readonly ContainerBook _book;

    public VolumesTests()
    {
        _fake.Start();
        DockerExecutorOptions options = new() { Endpoint = _fake.Endpoint, WorkRoot = _fake.Folder, Logs = new RecordedLogs(), Time = TimeProvider.System, NewId = Guid.NewGuid };
        _daemon = new(options);
        _book = new(_daemon, options);
    }

    public async ValueTask DisposeAsync()
    {
        await _book.DisposeAsync();
        _daemon.Dispose();
        await _fake.DisposeAsync();
    }

    [Fact]
    public async Task A_volume_is_asked_for_once_however_many_containers_begin_side_by_side()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _book.PrepareAsync(["shared"], "task")));

        Assert.Single(_fake.Calls, Creation);
    }

    [Fact]
    public async Task A_volume_that_was_refused_is_asked_for_again()
    {
        _fake.RefusedVolumes = 1;

        await Assert.ThrowsAsync<DockerApiException>(() => _book.PrepareAsync(["shared"], "task"));
        await _book.PrepareAsync(["shared"], "task");

        Assert.Equal(2, _fake.Calls.Count(call => call == Creation));
    }
}
