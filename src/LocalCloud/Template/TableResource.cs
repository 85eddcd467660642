namespace LocalCloud.Template;

/// <param name="LogicalId">Name in the template.</param>
/// <param name="Name">Name of the table.</param>
/// <param name="CreateTableJson">Body of <c>CreateTable</c>.</param>
/// <param name="TimeToLiveAttribute">Attribute of the expiry, or <c>null</c>.</param>
internal sealed record TableResource(string LogicalId, string Name, string CreateTableJson, string? TimeToLiveAttribute);
