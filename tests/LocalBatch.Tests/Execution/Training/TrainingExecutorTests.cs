using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using LocalBatch.Execution;
using LocalBatch.Execution.Training;

namespace LocalBatch.Tests.Execution.Training;

/// <summary>The folders of SageMaker around a training image, on a disk, with a container that a test plays.</summary>
public sealed class TrainingExecutorTests : IDisposable
{
    private const string TaskId = "0123456789abcdef0123456789abcdef";

    private static readonly TrainingTask Plain = new()
    {
        JobName = "job",
        ConfigFiles = new Dictionary<string, string> { ["hyperparameters.json"] = "{}" },
        Channels = [new("train", "s3://b/data")],
        OutputUri = "s3://b/out/",
        CheckpointUri = "s3://b/check",
    };

    private readonly string _root = Directory.CreateTempSubdirectory("training-").FullName;
    private readonly Storage _storage = new();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task The_image_finds_settings_data_and_checkpoints_and_what_it_leaves_is_kept()
    {
        var end = await TrainAsync((ml, checkpoints) =>
        {
            Assert.Equal("{}", File.ReadAllText(Path.Combine(ml, "input", "config", "hyperparameters.json")));
            Assert.Equal("of s3://b/data", File.ReadAllText(Path.Combine(ml, "input", "data", "train", "file")));
            Assert.Equal("of s3://b/check", File.ReadAllText(Path.Combine(checkpoints, "file")));
            File.WriteAllText(Path.Combine(ml, "model", "weights"), "heavy");
            File.WriteAllText(Path.Combine(checkpoints, "second"), "2");

            return new(0, null);
        });

        Assert.Equal(new AttemptEvent.Exited(0, null), end);
        Assert.Equal(["s3://b/check/file", "s3://b/check/second", "s3://b/out/job/output/model.tar.gz"], _storage.Stored.Keys.Order());
        using GZipStream zip = new(new MemoryStream(_storage.Stored["s3://b/out/job/output/model.tar.gz"]), CompressionMode.Decompress);
        using TarReader tar = new(zip);
        Assert.Equal("weights", tar.GetNextEntry()?.Name);
    }

    [Theory]
    [InlineData("no data", 3, null, "AlgorithmError: no data, exit code: 3")]
    [InlineData(null, 1, null, "AlgorithmError: , exit code: 1")]
    [InlineData(null, 137, "OutOfMemoryError: Container killed due to memory usage", "AlgorithmError: Please use an instance type with more memory, or reduce the size of training data processed on an instance., exit code: 137")]
    [InlineData("never read", null, "DockerTimeoutError: x", "InternalServerError: We encountered an internal error.  Please try again.")]
    public async Task The_reason_of_a_failure_is_what_the_algorithm_wrote(string? written, int? exitCode, string? reason, string told)
    {
        var end = await TrainAsync((ml, _) =>
        {
            if (written is not null)
            {
                File.WriteAllText(Path.Combine(ml, "output", "failure"), written);
            }

            return new(exitCode, reason);
        });

        Assert.Equal(new AttemptEvent.Exited(exitCode, told), end);
    }

    [Fact]
    public async Task A_link_in_the_place_of_a_result_leads_nowhere()
    {
        await File.WriteAllTextAsync(Path.Combine(_root, "secret"), "of the machine", TestContext.Current.CancellationToken);

        var end = await TrainAsync((ml, checkpoints) =>
        {
            File.CreateSymbolicLink(Path.Combine(ml, "output", "failure"), Path.Combine(_root, "secret"));
            File.CreateSymbolicLink(Path.Combine(checkpoints, "link"), Path.Combine(_root, "secret"));
            Directory.Delete(Path.Combine(ml, "model"));
            Directory.CreateSymbolicLink(Path.Combine(ml, "model"), _root);

            return new(1, null);
        });

        Assert.Equal(new AttemptEvent.Exited(1, "AlgorithmError: , exit code: 1"), end);
        Assert.Equal(["s3://b/check/file"], _storage.Stored.Keys);
    }

    [Fact]
    public async Task A_channel_without_data_keeps_the_image_from_being_run()
    {
        _storage.IsEmpty = true;

        var end = await TrainAsync((_, _) => throw new InvalidOperationException("It was run."));

        Assert.StartsWith("ClientError: Data download failed: No S3 objects found under S3 URL \"s3://b/data\"", Assert.IsType<AttemptEvent.FailedToStart>(end).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_kept_fails_a_training_that_went_well()
    {
        _storage.IsFull = true;

        var end = await TrainAsync((ml, _) =>
        {
            File.WriteAllText(Path.Combine(ml, "model", "weights"), "heavy");

            return new(0, null);
        });

        Assert.Equal(new AttemptEvent.Exited(0, "ClientError: Artifact upload failed: no space"), end);
    }

    [Fact]
    public void Folders_of_attempts_that_nobody_goes_on_with_are_removed()
    {
        foreach (var task in (string[])["kept", "gone"])
        {
            Directory.CreateDirectory(Path.Combine(_root, task, "ml"));
        }

        new TrainingExecutor(new Played((_, _) => new(0, null)), _root, _storage).KeepOnly(new HashSet<string> { "kept" });

        Assert.Equal([Path.Combine(_root, "kept")], Directory.GetDirectories(_root));
    }

    private async Task<AttemptEvent> TrainAsync(Func<string, string, AttemptEvent.Exited> container)
    {
        TrainingExecutor executor = new(new Played(container), _root, _storage);
        Attempt attempt = new()
        {
            TaskId = TaskId,
            JobId = "job",
            Number = 1,
            Image = "image",
            Command = ["train"],
            Environment = new Dictionary<string, string>(),
            Vcpus = 1,
            MemoryMiB = 64,
            LogGroup = "g",
            LogStreamName = "s",
            Grace = TimeSpan.FromSeconds(1),
            Training = Plain,
        };
        AttemptEvent? last = null;
        await foreach (var happened in executor.RunAsync(attempt, TestContext.Current.CancellationToken))
        {
            last = happened;
        }

        return last ?? throw new InvalidOperationException("It never ended.");
    }

    /// <summary>A container that a test plays, given the folders that are its <c>/opt/ml</c> and its checkpoints.</summary>
    private sealed class Played(Func<string, string, AttemptEvent.Exited> container) : IJobExecutor
    {
        public async IAsyncEnumerable<AttemptEvent> RunAsync(Attempt attempt, [EnumeratorCancellation] CancellationToken stop)
        {
            await Task.CompletedTask;
            yield return new AttemptEvent.Started();
            yield return container(FolderOf(attempt, "/opt/ml"), FolderOf(attempt, "/opt/ml/checkpoints"));
        }

        private static string FolderOf(Attempt attempt, string place) => ((VolumeSource.OfHost)attempt.Surroundings.Mounts.Single(mount => mount.ContainerPath == place).Source).Path;
    }

    private sealed class Storage : ITrainingStorage
    {
        public Dictionary<string, byte[]> Stored { get; } = [];

        public bool IsEmpty { get; set; }

        public bool IsFull { get; set; }

        public int Fetch(string uri, string folder)
        {
            if (IsEmpty)
            {
                return 0;
            }

            File.WriteAllText(Path.Combine(folder, "file"), "of " + uri);

            return 1;
        }

        public void Store(string file, string uri) => Stored[uri] = IsFull ? throw new IOException("no space") : File.ReadAllBytes(file);
    }
}
