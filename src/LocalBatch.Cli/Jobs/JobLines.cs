using System.Globalization;

namespace LocalBatch.Cli.Jobs;

/// <summary>Prints what a job has written, or writes: of an array, of nodes and of several containers each with its name before it.</summary>
/// <param name="stack">Where it is.</param>
/// <param name="print">Takes a line.</param>
/// <param name="time">For pauses.</param>
internal sealed class JobLines(RunningBatch stack, Action<string> print, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>How far each stream has been printed.</summary>
    private readonly Dictionary<string, string?> _printed = new(StringComparer.Ordinal);

    /// <param name="jobId">The job.</param>
    /// <param name="follow">Until it is over; else what is there now.</param>
    /// <param name="cancellation">The user has had enough.</param>
    /// <returns>The job as it was looked at last.</returns>
    public async Task<KnownJob> PrintAsync(string jobId, bool follow, CancellationToken cancellation)
    {
        while (true)
        {
            // Looked at before its lines: what it wrote before its end is there by then.
            var job = await stack.DescribeAsync(jobId, cancellation);
            foreach (var (name, part) in await PartsAsync(job, cancellation))
            {
                foreach (var (container, stream) in part.Streams)
                {
                    await PrintStreamAsync(string.Join(' ', ((string?[])[name, container]).Where(text => text is not null)), stream, cancellation);
                }
            }

            if (!follow || job.IsOver)
            {
                return job;
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    /// <summary>The job itself, or those that it is made of.</summary>
    private async Task<IReadOnlyList<(string? Name, KnownJob Job)>> PartsAsync(KnownJob job, CancellationToken cancellation)
    {
        var (mark, count) = job switch { { Children: > 0 } => (':', job.Children), { Nodes: > 0 } => ('#', job.Nodes), _ => (' ', 0) };
        if (count == 0)
        {
            return [(null, job)];
        }

        var ids = Enumerable.Range(0, count).Select(index => string.Create(CultureInfo.InvariantCulture, $"{job.JobId}{mark}{index}"));

        return [.. (await stack.DescribeAllAsync([.. ids], cancellation)).Select(part => ((string?)part.JobId[job.JobId.Length..], part))];
    }

    private async Task PrintStreamAsync(string name, string stream, CancellationToken cancellation)
    {
        while (true)
        {
            var before = _printed.GetValueOrDefault(stream);
            var (lines, next) = await stack.LogPageAsync(stream, before, cancellation);
            foreach (var line in lines)
            {
                print(name.Length == 0 ? line : $"{name} | {line}");
            }

            _printed[stream] = next;
            if (lines.Count == 0)
            {
                return;
            }
        }
    }
}
