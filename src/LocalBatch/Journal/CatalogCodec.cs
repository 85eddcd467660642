using AWSSDK.ServiceRuntime.Json;
using LocalBatch.Api.Internal;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Operations;
using LocalBatch.ServiceJobs;

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
        CatalogKind.ServiceEnvironment => state.Services.Environments.GetValueOrDefault(name) is { } environment
            ? Copies.Json(ServiceEnvironmentRules.Describe(environment), ServiceEnvironmentDetailJson.Write).ToArray()
            : null,
        CatalogKind.QuotaShare => state.Services.Shares.GetValueOrDefault(name) is { } share ? QuotaShareCodec.Write(share) : null,
        CatalogKind.ServiceJob => state.Services.Find(name) is { } job ? ServiceJobCodec.Write(job) : null,
        _ => throw new InvalidOperationException($"Nobody writes a {kind}."),
    };

    /// <param name="queueOf">Finds a job queue by its number and ARN.</param>
    /// <exception cref="FormatException">The kind is none of ours.</exception>
    public static void Read(EngineState state, CatalogKind kind, string name, byte[] body, Func<long, string, JobQueue> queueOf)
    {
        switch (kind)
        {
            case CatalogKind.SchedulingPolicy:
                state.SchedulingPolicies.Add(name, SchedulingPolicyRules.Of(ShapeReader.ReadAll(body, SchedulingPolicyDetailJson.Read)));
                break;
            case CatalogKind.ConsumableResource:
                state.Jobs.Consumables.Add(ConsumableResourceCodec.Read(new(body), name, state.Arns.ConsumableResource(name)));
                break;
            case CatalogKind.ServiceEnvironment:
                state.Services.Environments.Add(name, ServiceEnvironmentRules.Of(ShapeReader.ReadAll(body, ServiceEnvironmentDetailJson.Read)));
                break;
            case CatalogKind.QuotaShare:
                var share = QuotaShareCodec.Read(new(body), name, queueOf);
                state.Services.Shares.Add(name, share);
                share.Queue.Services?.QuotaShares.Add(share.Name, share);
                break;
            case CatalogKind.ServiceJob:
                state.Services.Add(ServiceJobCodec.Read(new(body), Guid.Parse(name), queueOf));
                break;
            default:
                throw new FormatException($"The record {name} is of the unknown kind {(int)kind}");
        }
    }
}
