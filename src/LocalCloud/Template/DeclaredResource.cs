namespace LocalCloud.Template;

/// <summary>One entry of the Resources section, expressions still in place.</summary>
internal sealed record DeclaredResource(string LogicalId, string Type, TemplateNode.Mapping Properties, int Line);
