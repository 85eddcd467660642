using Amazon.Batch.Internal;
using AWSSDK.ServiceRuntime.Json;
using LocalBatch.Operations;

namespace LocalBatch.Journal;

/// <summary>What is kept by its name, as the journal keeps it.</summary>
internal static class CatalogCodec
{
    /// <returns><c>null</c> where it is gone.</returns>
    public static byte[]? Write(EngineState state, CatalogKind kind, string name) => kind switch
    {
        CatalogKind.SchedulingPolicy => state.SchedulingPolicies.GetValueOrDefault(name) is { } policy
            ? Copies.Json(SchedulingPolicyRules.Describe(policy), SchedulingPolicyDetailJson.Write).ToArray()
            : null,
        CatalogKind.ConsumableResource => state.Jobs.Consumables.Find(name) is { } resource ? ConsumableResourceCodec.Write(resource) : null,
        _ => throw new InvalidOperationException($"Nobody writes a {kind}."),
    };

    /// <exception cref="FormatException">The kind is none of ours.</exception>
    public static void Read(EngineState state, CatalogKind kind, string name, byte[] body)
    {
        switch (kind)
        {
            case CatalogKind.SchedulingPolicy:
                state.SchedulingPolicies.Add(name, SchedulingPolicyRules.Of(ShapeReader.ReadAll(body, SchedulingPolicyDetailJson.Read)));
                break;
            case CatalogKind.ConsumableResource:
                state.Jobs.Consumables.Add(ConsumableResourceCodec.Read(new(body), name, state.Arns.ConsumableResource(name)));
                break;
            default:
                throw new FormatException($"The record {name} is of the unknown kind {(int)kind}");
        }
    }
}
