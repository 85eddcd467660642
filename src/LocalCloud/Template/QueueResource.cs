namespace LocalCloud.Template;

/// <param name="LogicalId">Name in the template.</param>
/// <param name="Name">Name of the queue.</param>
/// <param name="Attributes">As <c>SetQueueAttributes</c> takes them, only those the template gives.</param>
internal sealed record QueueResource(string LogicalId, string Name, IReadOnlyDictionary<string, string> Attributes);
