using System.Globalization;
using Bench.Costs;
using Bench.Report;

namespace Bench.Parts;

/// <summary>How far the table is behind AWS Batch while jobs are submitted at a steady pace, beside an earlier version.</summary>
internal static class LagPart
{
    private const int Jobs = 4_500;
    private const int PerSecond = 75;
    private const int MostWaiting = 2_000;

    /// <summary>A source tree to measure beside this one, with src/LocalCloud built in Release.</summary>
    private const string Beside = "BENCH_BESIDE";

    private static readonly TimeSpan Behind = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    public static async Task<IReadOnlyList<Table>> RunAsync()
    {
        var table = new Table(
            $"The table behind AWS Batch: {Jobs:N0} jobs at {PerSecond} a second, each run as a process", "what", "submitted", "refused", "most events waiting", "last end known after", "target", "met");
        await AddAsync("this version", Machine.Root);
        if (Environment.GetEnvironmentVariable(Beside) is { Length: > 0 } other)
        {
            await AddAsync(Path.GetFileName(other.TrimEnd('/')), other);
        }

        return
        [
            table
                .Note("Jobs are `hello` on the queue default, two of three from a manifest at 50 a second, the third by POST /jobs; refused are those of POST /jobs. An event waits while it is on StateChangeQueue or just handled. The last end is counted from the last submission until no event waits and no job is open.")
                .Note($"{Beside}=DIR measures another source tree beside it, built with `dotnet build src/LocalCloud -c Release`."),
        ];

        async Task AddAsync(string what, string root)
        {
            try
            {
                var lag = await LagRun.OfAsync(root, Jobs, PerSecond, Patience);
                var target = Target.AtMost(lag.MostWaiting, MostWaiting, " waiting").And(Target.AtMost(lag.Behind.TotalSeconds, Behind.TotalSeconds, " s"));
                table.Row(
                    what, Figure.PerSecond(lag.PerSecond).ToString(), lag.Refused.ToString("N0", CultureInfo.InvariantCulture), lag.MostWaiting.ToString("N0", CultureInfo.InvariantCulture), Figure.Seconds(lag.Behind).ToString(),
                    target.Words, target.IsMet ? "yes" : "**no**");
            }
            catch (InvalidOperationException e)
            {
                table.Row(what, "", "", "", e.Message, "", "**no**");
            }
            catch (OperationCanceledException)
            {
                table.Row(what, "", "", "", $"not within {Patience.TotalMinutes:0} minutes", "", "**no**");
            }
        }
    }
}
