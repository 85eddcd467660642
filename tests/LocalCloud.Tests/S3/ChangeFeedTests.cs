using System.Threading.Channels;
using LocalCloud.S3;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.S3;

public sealed class ChangeFeedTests : IAsyncLifetime
{
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("feed-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly Channel<string> _changes = Channel.CreateUnbounded<string>();
    private ChangeFeed? _feed;

    public ValueTask InitializeAsync()
    {
        _feed = new(_folder, _time, NullLogger<S3Store>.Instance, path => _changes.Writer.TryWrite(path));

        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await (_feed?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_file_that_comes_is_told()
    {
        var file = Path.Combine(_folder, "a");
        await File.WriteAllTextAsync(file, "x", TestContext.Current.CancellationToken);

        Assert.Equal(file, await NextAsync(path => path == file));
    }

    [Fact]
    public async Task A_watch_that_has_ended_without_a_word_is_begun_again_and_everything_is_looked_at()
    {
        // The folder that is watched is another one now: the system's watcher stays with the first, and tells nothing more.
        Directory.Delete(_folder);
        Directory.CreateDirectory(_folder);
        _time.Advance(Probe);
        _time.Advance(Probe);

        Assert.Equal(_folder, await NextAsync(path => path == _folder));
        await A_file_that_comes_is_told();
    }

    [Fact]
    public async Task A_probe_is_told_to_nobody()
    {
        _time.Advance(Probe);
        var file = Path.Combine(_folder, "a");
        await File.WriteAllTextAsync(file, "x", TestContext.Current.CancellationToken);

        Assert.Equal(file, await NextAsync(_ => true));
    }

    private async Task<string> NextAsync(Func<string, bool> isWanted)
    {
        await foreach (var path in _changes.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            if (isWanted(path))
            {
                return path;
            }
        }

        throw new InvalidOperationException("The feed ended.");
    }
}
