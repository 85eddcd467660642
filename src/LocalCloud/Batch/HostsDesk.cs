using System.Text.Json;
using LocalBatch;
using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Batch;

/// <summary>
/// The administrative calls that only the local stack has: which simulated hosts there are, and taking one away, so that a
/// failure rule for Spot reclaims can be tried. Signed like every call to AWS Batch.
/// </summary>
internal sealed class HostsDesk(BatchEngine engine)
{
    public const string Path = "/_localcloud/hosts";

    /// <exception cref="AwsException">No such call, or no such host.</exception>
    public async Task HandleAsync(HttpContext context)
    {
        switch (HostsCall.Parse(context.Request.Method, context.Request.Path))
        {
            case HostsCall.List:
                var hosts = await engine.ListHostsAsync(context.RequestAborted);
                await JsonReply.WriteAsync(context, "application/json", json => Write(json, hosts));
                break;
            case HostsCall.Take(var host, var loss):
                var taken = await engine.ReclaimHostAsync(host, loss, CancellationToken.None)
                    ?? throw new AwsException("ResourceNotFoundException", $"No host, and no job that is STARTING or RUNNING, has the id {host}.", 404);
                await JsonReply.WriteAsync(context, "application/json", json => Write(json, [taken]));
                break;
            default:
                throw new AwsException(
                    "UnknownOperationException",
                    $"There is GET {Path}, POST {Path}/<instance or job id>/reclaim and POST {Path}/<instance or job id>/terminate.",
                    404);
        }
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<SimulatedHost> hosts)
    {
        json.WriteStartArray("hosts");
        foreach (var host in hosts)
        {
            json.WriteStartObject();
            json.WriteString("instanceId", host.InstanceId);
            json.WriteString("computeEnvironment", host.ComputeEnvironment);
            json.WriteString("instanceType", host.InstanceType);
            json.WriteBoolean("isSpot", host.IsSpot);
            json.WriteStartArray("jobIds");
            foreach (var jobId in host.JobIds)
            {
                json.WriteStringValue(jobId);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
