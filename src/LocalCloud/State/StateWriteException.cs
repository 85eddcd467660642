namespace LocalCloud.State;

/// <summary>The state file could not be written: a full disk, a folder taken away. The call it served has no effect.</summary>
internal sealed class StateWriteException(Exception cause)
    : Exception($"The state could not be written: {cause.Message}", cause);
