namespace LocalCloud.Template;

/// <summary>One entry of the Resources section, expressions still in place.</summary>
internal sealed record DeclaredResource(string LogicalId, string Type, TemplateNode.Mapping Properties, int Line)
{
    /// <summary>What tools say of it; <c>null</c> for nothing.</summary>
    public TemplateNode.Mapping? Metadata { get; init; }
}
