namespace AWSSDK.ServiceGenerator.Model;

/// <summary>An operation of the service; input and output are names of structures.</summary>
internal sealed record Operation(string Name, string Method, string Path, string Input, string Output)
{
    /// <summary>How its answers are paged; <c>null</c> if they are not.</summary>
    public Pages? Pages { get; init; }
}
