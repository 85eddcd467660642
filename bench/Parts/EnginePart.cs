using Bench.Engine;
using Bench.Report;

namespace Bench.Parts;

/// <summary>The engine alone: submitted, journalled, scheduled, through every status, told to a bus; no process is started.</summary>
internal static class EnginePart
{
    private const int Jobs = 100_000;
    private const int AtOnce = 1000;

    public static async Task<IReadOnlyList<Table>> RunAsync()
    {
        await using var room = await EngineRoom.OpenAsync(AtOnce, _ => new InstantExecutor());
        await SinglesAsync(room, 20_000);
        var singles = await SinglesAsync(room, Jobs);
        var array = await ArrayAsync(room);
        var rows = await BareCommitsAsync(room.Folder);

        return
        [
            Table.SideBySide("The engine alone, durable, no processes")
                .Row(
                    $"{Jobs:N0} single jobs through all states, {AtOnce:N0} at once",
                    Figure.PerSecond(singles.Rate(Jobs)),
                    ("rows put into the same SQLite, 1,000 a transaction", Figure.PerSecond(rows)),
                    singles.Rate(Jobs) / rows,
                    Target.AtLeast(singles.Rate(Jobs), 10_000, "/s"))
                .Row("an array of 10,000 through all states", Figure.PerSecond(array.Rate(10_000)), null, null, Target.AtLeast(array.Rate(10_000), 10_000, "/s"))
                .Note($"Own time of a single job: {singles.Cpu.TotalMicroseconds / Jobs:N0} µs of one core, submission, six journal rows and five events included."),
        ];
    }

    private static async Task<Lap> SinglesAsync(EngineRoom room, int count)
    {
        var over = room.Events.Expect("SUCCEEDED", count);

        return await Lap.OfAsync(async () =>
        {
            await room.SubmitAsync(count);
            await over;
        });
    }

    private static async Task<Lap> ArrayAsync(EngineRoom room)
    {
        var over = room.Events.Expect("SUCCEEDED", 10_001);

        return await Lap.OfAsync(async () =>
        {
            await room.SubmitArrayAsync(10_000);
            await over;
        });
    }

    /// <summary>What the disk and SQLite take by themselves, for six rows a job.</summary>
    private static Task<double> BareCommitsAsync(string folder) => Task.Run(() =>
    {
        const int rows = 100_000;
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(folder, "bare.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE row (id INTEGER PRIMARY KEY, body BLOB NOT NULL)";
        command.ExecuteNonQuery();
        command.CommandText = "INSERT INTO row VALUES ($1, $2)";
        var id = command.Parameters.Add("$1", Microsoft.Data.Sqlite.SqliteType.Integer);
        command.Parameters.Add("$2", Microsoft.Data.Sqlite.SqliteType.Blob).Value = new byte[200];
        command.Prepare();
        var lap = Lap.Of(() =>
        {
            for (var first = 0; first < rows; first += 1000)
            {
                using var transaction = connection.BeginTransaction();
                command.Transaction = transaction;
                for (var row = first; row < first + 1000; row++)
                {
                    id.Value = row;
                    command.ExecuteNonQuery();
                }

                transaction.Commit();
            }
        });

        return lap.Rate(rows);
    });
}
