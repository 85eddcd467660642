namespace BatchFunctions.Resources;

/// <summary>What AWS Batch says of a resource that it has made.</summary>
/// <param name="Revision">Only job definitions have one.</param>
internal sealed record CreatedResource(string Name, string Arn, int? Revision = null);
