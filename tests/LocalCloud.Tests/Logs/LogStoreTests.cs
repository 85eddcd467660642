using System.Globalization;
using LocalCloud.Logs;
using Microsoft.Data.Sqlite;

namespace LocalCloud.Tests.Logs;

public sealed class LogStoreTests : LogsTestBase
{
    [Fact]
    public async Task A_thousand_streams_at_once_keep_their_lines_apart()
    {
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => Task.Run(async () =>
        {
            await using var stream = Store.Open(Group, $"s{i}");
            stream.Append(Clock.GetUtcNow(), System.Text.Encoding.UTF8.GetBytes($"line {i}"));
        })));

        Assert.Equal(
            Enumerable.Range(0, 1_000).Select(i => $"line {i}"),
            Enumerable.Range(0, 1_000).Select(i => Assert.Single(Lines(Store, $"s{i.ToString(CultureInfo.InvariantCulture)}"))));
    }

    [Fact]
    public async Task A_stream_that_floods_is_behind_until_the_store_has_caught_up()
    {
        var stream = Store.Open(Group, "flood");

        for (var i = 0; i < 20_000; i++)
        {
            stream.Append(Clock.GetUtcNow(), "0123456789012345678901234567890123456789012345678901234567890123456789"u8);
        }

        Assert.True(stream.IsBehind);
        await stream.DisposeAsync();
        Assert.False(stream.IsBehind);
        Assert.Equal(20_000, Lines(Store, "flood").Count);
    }

    [Fact]
    public async Task Lines_survive_a_restart_and_new_ones_come_after_them()
    {
        await WriteAsync("a", "1");
        await ReopenAsync();
        await WriteAsync("a", "2");

        Assert.Equal(["1", "2"], Lines(Store, "a"));
    }

    [Fact]
    public async Task What_a_closed_stream_held_is_there_after_a_kill()
    {
        await WriteAsync("a", "1", "2");

        // What a killed program leaves is the files as they are now: nothing was closed, nothing checkpointed.
        var left = Directory.CreateDirectory(Path.Combine(Folder, "left")).FullName;
        foreach (var file in Directory.GetFiles(Folder, "logs.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(left, Path.GetFileName(file)));
        }

        await using var next = LogStore.Open(Store.Options with { Path = Path.Combine(left, "logs.db") });
        Assert.Equal(["1", "2"], Lines(next, "a"));
    }

    [Fact]
    public async Task A_file_of_a_later_program_is_left_alone()
    {
        await Store.DisposeAsync();
        var path = Path.Combine(Folder, "logs.db");
        await using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        var refusal = Assert.Throws<InvalidDataException>(OpenStore);

        Assert.Equal($"The log file {path} has format 99; this program knows formats up to 1. Use the later program, or move the file away.", refusal.Message);
    }

    private static List<string> Lines(LogStore store, string stream)
    {
        var lines = new List<string>();
        var group = Assert.IsType<LogGroup>(store.Reader.Group(Group));
        store.Reader.Events(Assert.IsType<LogStream>(store.Reader.Stream(group.Id, stream)), LogPosition.Start, LogPosition.End, fromHead: true, one =>
        {
            lines.Add(one.Message());

            return true;
        });

        return lines;
    }
}
