using AWSSDK.ServiceRuntime.Json;
using LocalBatch.Api.Internal;
using LocalBatch.Api.Model;
using LocalBatch.Jobs;
using Model = LocalBatch.Api.Model;

namespace LocalBatch.Operations;

/// <summary>Reads what jobs run that are not one container: of a definition, and of a submission that overrides parts of it.</summary>
internal static class Workloads
{
    /// <returns><c>null</c> where the definition describes one container.</returns>
    public static Workload? Of(Model.JobDefinition detail, string? overrides = null) => detail switch
    {
        { EcsProperties: not null } => new() { Task = TaskTemplates.Of(Effective(detail.EcsProperties, overrides)), Overrides = overrides },
        { EksProperties: not null } => new() { Task = PodTemplates.Of(Effective(detail.EksProperties, overrides)), Overrides = overrides },
        { NodeProperties: not null } => new() { Nodes = NodeGroups.Of(NodeOverrideRules.Effective(detail.NodeProperties, overrides)), Overrides = overrides },
        _ => null,
    };

    /// <summary>Of a submission: the definition's own where it changes nothing.</summary>
    public static Workload? Of(Jobs.JobDefinition definition, Model.JobDefinition detail, SubmitJobRequest request)
    {
        var overrides = definition.Workload is null ? null : detail switch
        {
            { EcsProperties: not null } => Text(request.EcsPropertiesOverride, EcsPropertiesOverrideJson.Write),
            { EksProperties: not null } => Text(request.EksPropertiesOverride, EksPropertiesOverrideJson.Write),
            _ => Text(request.NodeOverrides, NodeOverridesJson.Write),
        };

        return overrides is null ? definition.Workload : Of(detail, overrides);
    }

    /// <summary>The registered properties with a submission's overrides laid over them.</summary>
    public static EcsProperties Effective(EcsProperties registered, string? overrides) =>
        overrides is null ? registered : PartOverrides.Apply(Copies.Of(registered), Read(overrides, EcsPropertiesOverrideJson.Read));

    /// <inheritdoc cref="Effective(EcsProperties, string?)"/>
    public static EksProperties Effective(EksProperties registered, string? overrides) =>
        overrides is null ? registered : PartOverrides.Apply(Copies.Of(registered), Read(overrides, EksPropertiesOverrideJson.Read));

    public static T Read<T>(string overrides, ReadShape<T?> read)
        where T : class, new() => ShapeReader.ReadAll(System.Text.Encoding.UTF8.GetBytes(overrides), read) ?? new();

    private static string? Text<T>(T? overrides, Action<System.Text.Json.Utf8JsonWriter, T> write)
        where T : class => overrides is null ? null : System.Text.Encoding.UTF8.GetString(Copies.Json(overrides, write).Span);
}
