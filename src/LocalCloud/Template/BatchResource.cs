namespace LocalCloud.Template;

/// <summary>A resource of AWS Batch, as its create or register operation takes it.</summary>
/// <param name="LogicalId">Name in the template.</param>
/// <param name="Kind">Which operation creates it.</param>
/// <param name="Name">Name of the resource.</param>
/// <param name="Arn">Its ARN; a job definition's is without the revision.</param>
/// <param name="RequestJson">Body of the operation.</param>
/// <param name="Line">Line in the template, for errors.</param>
internal sealed record BatchResource(string LogicalId, BatchResourceKind Kind, string Name, string Arn, string RequestJson, int Line);

/// <summary>In the order in which they can be created.</summary>
internal enum BatchResourceKind
{
    SchedulingPolicy,
    ConsumableResource,
    ComputeEnvironment,
    ServiceEnvironment,
    JobQueue,
    JobDefinition,
}
