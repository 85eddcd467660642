using System.Globalization;

namespace LocalBatch.Tests.Crash;

/// <summary>What an engine promised and showed in all its lives, and what of it must hold.</summary>
internal sealed class CrashObservations
{
    private static readonly string[] Order = ["SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING", "SUCCEEDED", "FAILED"];

    private readonly Dictionary<string, Standing> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Standing> _told = new(StringComparer.Ordinal);
    private readonly HashSet<string> _eventIds = new(StringComparer.Ordinal);
    private readonly List<string> _acknowledged = [];

    public IReadOnlyList<string> Acknowledged => _acknowledged;

    public int Events => _eventIds.Count;

    /// <summary>Jobs that were not over when last seen, and a few that were.</summary>
    public IEnumerable<string> WorthALook(Random random) =>
        _acknowledged.Where(id => !_seen.TryGetValue(id, out var standing) || !standing.IsOver || random.Next(10) == 0);

    /// <summary>Takes one line of the host.</summary>
    public void Take(string line)
    {
        switch (line.Split(' '))
        {
            case ["ack", var id]:
                _acknowledged.Add(id);
                break;
            case ["seen", var id, var attempts, var status]:
                Advance(_seen, id, attempts, status, line);
                break;
            case ["event", var id, var attempts, var status, var eventId]:
                if (_eventIds.Add(eventId))
                {
                    Advance(_told, id, attempts, status, line);
                }

                break;
            case ["error", ..]:
                Assert.Fail(line);
                break;
        }
    }

    /// <summary>Every acknowledged job was seen over, and the last event told of it says the same.</summary>
    public void AssertAllOver() =>
        Assert.All(_acknowledged, id =>
        {
            Assert.True(_seen[id].IsOver, $"{id} is {_seen[id]}");
            Assert.Equal(_seen[id].Status, _told[id].Status);
        });

    /// <summary>No attempt started twice.</summary>
    /// <param name="starts">Lines <c>job attempt pid</c>, written by the attempts themselves.</param>
    public static void AssertStartedOnce(IReadOnlyList<string> starts) =>
        Assert.Empty(starts.GroupBy(line => line[..line.LastIndexOf(' ')]).Where(attempt => attempt.Count() > 1).Select(attempt => attempt.Key));

    private static void Advance(Dictionary<string, Standing> standings, string id, string attempts, string status, string line)
    {
        var next = new Standing(int.Parse(attempts, CultureInfo.InvariantCulture), status);
        if (standings.TryGetValue(id, out var before))
        {
            Assert.True(next == before || (!before.IsOver && next.Rank > before.Rank), $"A status went back: {before}, then '{line}'");
        }

        standings[id] = next;
    }

    /// <param name="Attempts">Attempts that ended.</param>
    /// <param name="Status">In AWS's capitals.</param>
    private sealed record Standing(int Attempts, string Status)
    {
        public bool IsOver => Status is "SUCCEEDED" or "FAILED";

        public int Rank => (Attempts * Order.Length) + Array.IndexOf(Order, Status);
    }
}
