namespace LocalBatch.Execution.Training;

/// <summary>What a training image of SageMaker finds below <c>/opt/ml</c>, and what becomes of what it leaves there.</summary>
public sealed record TrainingTask
{
    /// <summary>Name of the training job, under which its results are kept.</summary>
    public required string JobName { get; init; }

    /// <summary>Texts of the files below <c>/opt/ml/input/config</c>, by name.</summary>
    public required IReadOnlyDictionary<string, string> ConfigFiles { get; init; }

    /// <summary>Data below <c>/opt/ml/input/data</c>.</summary>
    public IReadOnlyList<TrainingChannel> Channels { get; init; } = [];

    /// <summary>Where model and output go, such as <c>s3://bucket/prefix</c>; <c>null</c>: nowhere.</summary>
    public string? OutputUri { get; init; }

    /// <summary>Where checkpoints come from and go to; <c>null</c>: nowhere.</summary>
    public string? CheckpointUri { get; init; }

    /// <summary>Folder of the container with the checkpoints.</summary>
    public string CheckpointPath { get; init; } = "/opt/ml/checkpoints";
}

/// <param name="Name">Of the channel, and of its folder.</param>
/// <param name="Uri">All objects that begin so, such as <c>s3://bucket/prefix</c>.</param>
public sealed record TrainingChannel(string Name, string Uri);

/// <summary>Objects that training reads and leaves.</summary>
public interface ITrainingStorage
{
    /// <summary>Lays all objects that begin with the address into a folder, under the rest of their keys.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="IOException">They cannot be read or written.</exception>
    int Fetch(string uri, string folder);

    /// <summary>Keeps a file as an object.</summary>
    /// <exception cref="IOException">It cannot be kept.</exception>
    void Store(string file, string uri);
}
