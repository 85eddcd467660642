namespace BatchFunctions.Wire;

/// <summary>Names in ARNs.</summary>
internal static class ResourceName
{
    /// <summary>Last part of an ARN, or the name itself.</summary>
    public static string Of(string nameOrArn) => nameOrArn[(nameOrArn.LastIndexOf('/') + 1)..];
}
