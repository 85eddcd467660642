using Bench.Engine;
using BenchmarkDotNet.Attributes;
using LocalBatch.Journal;

namespace Bench.HotPaths;

/// <summary>What a turn costs on disk, beside the least that can be durable: the same bytes appended to a file and synced.</summary>
public class JournalBenchmarks
{
    private readonly EngineModel _model = new(0);
    private readonly JournalEncoder _encoder = new();
    private string _folder = "";
    private SqliteJournal? _journal;
    private FileStream? _file;
    private byte[] _bytes = [];

    /// <summary>Jobs submitted in the turn.</summary>
    [Params(1, 100, 1000)]
    public int Jobs { get; set; }

    /// <summary>An empty journal, an empty file.</summary>
    [GlobalSetup]
    public void Open()
    {
        _folder = Directory.CreateTempSubdirectory("bench-").FullName;
        _journal = SqliteJournal.Open(Path.Combine(_folder, "batch.db"));
        _file = new(Path.Combine(_folder, "bare"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        var writes = _model.EncodeTurn(_encoder, Jobs);
        _bytes = new byte[writes.Jobs.Sum(job => job.Body.Length) + writes.JobStates.Sum(state => state.Body.Length) + (writes.Outbox?.Body.Length ?? 0)];
    }

    /// <summary>Removes both.</summary>
    [GlobalCleanup]
    public void Close()
    {
        _journal?.Dispose();
        _file?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Submissions checked, encoded and committed.</summary>
    [Benchmark(Description = "a turn of submissions: applied, encoded, committed")]
    public void Commit() => _journal?.Commit(_model.EncodeTurn(_encoder, Jobs));

    /// <summary>The same bytes without a database.</summary>
    [Benchmark(Description = "the same bytes: write + fsync")]
    public void Bare()
    {
        _file?.Write(_bytes);
        _file?.Flush(flushToDisk: true);
    }
}
