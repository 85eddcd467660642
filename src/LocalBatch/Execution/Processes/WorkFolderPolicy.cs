namespace LocalBatch.Execution.Processes;

/// <summary>What happens to an attempt's working folder when the attempt is over. An empty one always goes, save with <see cref="KeepAll"/>.</summary>
public enum WorkFolderPolicy
{
    /// <summary>Removed after success; kept with its files after a failure, for a look at them.</summary>
    KeepFailed,

    /// <summary>Removed after every attempt.</summary>
    RemoveAll,

    /// <summary>Kept after every attempt.</summary>
    KeepAll,
}
