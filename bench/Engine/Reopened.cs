using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Bench.Engine;

/// <summary>An engine that takes up a journal.</summary>
/// <param name="Elapsed">Until it takes requests.</param>
/// <param name="Bare">Reading the same rows, with nothing made of them.</param>
/// <param name="Journal">Bytes of the file.</param>
internal sealed record Reopened(TimeSpan Elapsed, TimeSpan Bare, long Journal, long Heap, long Resident)
{
    public long[] Figures => [Elapsed.Ticks, Bare.Ticks, Journal, Heap, Resident];

    public static Reopened Parse(long[] figures) => new(new(figures[0]), new(figures[1]), figures[2], figures[3], figures[4]);

    public static async Task<Reopened> MeasureAsync(string folder)
    {
        var path = Path.Combine(folder, "batch.db");
        var journal = new FileInfo(path).Length;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        await using var room = await EngineRoom.ReopenInAsync(folder, new HeldExecutor());
        var elapsed = watch.Elapsed;
        var resident = Environment.WorkingSet;
        var heap = GC.GetTotalMemory(forceFullCollection: true) - before;
        await room.CloseAsync();

        return new(elapsed, ReadRows(path), journal, heap, resident);
    }

    private static TimeSpan ReadRows(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False;Mode=ReadOnly");
        connection.Open();
        var watch = Stopwatch.StartNew();
        foreach (var table in (string[])["job", "job_state"])
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT sequence, body FROM {table} ORDER BY sequence";
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                _ = reader.GetFieldValue<byte[]>(1);
            }
        }

        return watch.Elapsed;
    }
}
