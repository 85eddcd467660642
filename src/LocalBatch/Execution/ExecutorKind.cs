namespace LocalBatch.Execution;

/// <summary>What runs attempts.</summary>
public enum ExecutorKind
{
    /// <summary>Programs of this machine; the image is not looked at.</summary>
    Process,

    /// <summary>Containers of the image.</summary>
    Docker,

    /// <summary>Containers where a daemon answers and the image can be meant to be run, else processes.</summary>
    Auto,
}
