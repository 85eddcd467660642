using System.Globalization;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;

namespace BatchFunctions.DynamoDb;

/// <summary>
/// The counts of submissions as items <c>SUB#id</c> / <c>COUNT#n</c>, each for a hundred rows, or for a hundred children of one row. An
/// item holds a set of numbers for each standing: a note adds to one, and takes out of those below what is not needed any more. So
/// it needs no condition, stays below a kilobyte, and the counts of 100,000 rows are read by one query.
/// </summary>
internal sealed class CountTable(Table table, TimeProvider time) : ISubmissionCounts
{
    private const string Prefix = "COUNT#";

    private const string SetPrefix = "s";

    private const char OfChildren = 'c';

    /// <summary>Places of one item.</summary>
    private const int PerItem = 100;

    /// <summary>What a job has most likely been before: it need not be known, since only the highest counts.</summary>
    private static readonly int[] Below = [Standing.Awaited, Standing.Refused, .. Enumerable.Range(0, 5), Standing.Failed];

    private readonly Coalescer<(string Partition, string Sort), SubmissionMark> _writes = new();

    public Task MarkAsync(IReadOnlyCollection<SubmissionMark> marks, CancellationToken cancellation) =>
        Task.WhenAll(marks
            .GroupBy(mark => (SubmissionTable.Partition(mark.Place.SubmissionId), Sort(mark.Place)))
            .Select(item => _writes.AddAsync(item.Key, [.. item], all => WriteAsync(item.Key, all)).WaitAsync(cancellation)));

    public async Task<SubmissionTally> ReadAsync(string submissionId, CancellationToken cancellation)
    {
        var places = new List<(bool IsRow, int Standing)>();
        var request = new QueryRequest
        {
            ConsistentRead = true,
            KeyConditionExpression = "PK = :partition AND begins_with(SK, :prefix)",
            ExpressionAttributeValues = new()
            {
                [":partition"] = Attribute.Text(SubmissionTable.Partition(submissionId)),
                [":prefix"] = Attribute.Text(Prefix),
            },
        };
        do
        {
            var page = await table.QueryAsync(request, cancellation);
            places.AddRange((page.Items ?? []).SelectMany(Read));
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return SubmissionTally.Of(places);
    }

    private static string Sort(SubmissionPlace place) => place.Child is { } child
        ? string.Create(CultureInfo.InvariantCulture, $"{Prefix}{place.Row:D6}{OfChildren}{child / PerItem:D3}")
        : string.Create(CultureInfo.InvariantCulture, $"{Prefix}{place.Row / PerItem:D6}");

    private static int Number(SubmissionPlace place) => ((place.Child ?? place.Row) % PerItem) + (place.Try * PerItem);

    private static IEnumerable<(bool IsRow, int Standing)> Read(Dictionary<string, AttributeValue> item)
    {
        var isOfChildren = item.Required(Table.SortKey).Contains(OfChildren, StringComparison.Ordinal);
        var highest = new Dictionary<int, int>();
        foreach (var (name, value) in item)
        {
            if (value.NS is { Count: > 0 } numbers && int.TryParse(name.AsSpan(SetPrefix.Length), CultureInfo.InvariantCulture, out var standing))
            {
                foreach (var number in numbers.Select(text => int.Parse(text, CultureInfo.InvariantCulture)))
                {
                    highest[number] = Math.Max(standing, highest.GetValueOrDefault(number, int.MinValue));
                }
            }
        }

        return highest.Select(place => (!isOfChildren && place.Key < PerItem, place.Value));
    }

    private async Task WriteAsync((string Partition, string Sort) key, IReadOnlyList<SubmissionMark> marks)
    {
        var highest = marks.GroupBy(mark => Number(mark.Place)).ToDictionary(place => place.Key, place => place.Max(mark => mark.Standing));
        var sets = highest.ToLookup(place => place.Value, place => place.Key);
        var update = new ItemUpdate().Set("expiresAt", table.ExpiresLate(time.GetUtcNow()));
        foreach (var set in sets)
        {
            update.AddTo(Name(set.Key), Numbers(set));
        }

        // AWS: an expression names an attribute once, so that one that is added to is not taken from; what stays does no harm.
        foreach (var lower in Below.Where(standing => !sets.Contains(standing)))
        {
            if (highest.Where(place => place.Value > lower).Select(place => place.Key).ToList() is { Count: > 0 } gone)
            {
                update.TakeFrom(Name(lower), Numbers(gone));
            }
        }

        await table.UpdateAsync(key.Partition, key.Sort, update, CancellationToken.None);
    }

    private static string Name(int standing) => string.Create(CultureInfo.InvariantCulture, $"{SetPrefix}{standing}");

    private static AttributeValue Numbers(IEnumerable<int> numbers) =>
        new() { NS = [.. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))] };
}

/// <summary>
/// Puts together what many at once want written to one item: while a write is under way, what comes for the same item waits and
/// goes with the next. Nobody waits for company.
/// </summary>
internal sealed class Coalescer<TKey, TPart>
    where TKey : notnull
{
    private readonly Lock _lock = new();

    private readonly Dictionary<TKey, Writes> _open = [];

    /// <param name="write">Writes the parts that have come together; the parts of one write come to the same end.</param>
    public async Task AddAsync(TKey key, IReadOnlyList<TPart> parts, Func<IReadOnlyList<TPart>, Task> write)
    {
        Task joined;
        Writes mine;
        lock (_lock)
        {
            if (!_open.TryGetValue(key, out var known))
            {
                _open[key] = known = new();
            }

            mine = known;
            mine.Waiting.AddRange(parts);
            joined = mine.Next ??= NextAsync(mine, write);
        }

        await joined;
        lock (_lock)
        {
            if (mine is { Next: null, Running.IsCompleted: true } && _open.GetValueOrDefault(key) == mine)
            {
                _open.Remove(key);
            }
        }
    }

    private async Task NextAsync(Writes writes, Func<IReadOnlyList<TPart>, Task> write)
    {
        await writes.Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        IReadOnlyList<TPart> parts;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            parts = [.. writes.Waiting];
            writes.Waiting.Clear();
            writes.Next = null;
            writes.Running = done.Task;
        }

        try
        {
            await write(parts);
        }
        finally
        {
            done.SetResult();
        }
    }

    private sealed class Writes
    {
        public List<TPart> Waiting { get; } = [];

        /// <summary>The write that is under way, or was the last.</summary>
        public Task Running { get; set; } = Task.CompletedTask;

        /// <summary>The write that waits for it.</summary>
        public Task? Next { get; set; }
    }
}
