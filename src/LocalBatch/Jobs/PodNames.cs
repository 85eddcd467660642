using System.Globalization;
using LocalBatch.Resources;

namespace LocalBatch.Jobs;

/// <summary>What a pod and its node are called in Kubernetes.</summary>
internal static class PodNames
{
    // AWS: pods are called so (user guide, job to pod and node mapping).
    public static string Pod(Guid taskId) => $"aws-batch.{taskId}";

    /// <summary>The host's private name, such as <c>ip-10-1-2-3.ec2.internal</c>.</summary>
    // AWS: names of EC2 hosts by their address; us-east-1 has a form of its own (EC2 user guide, instance hostnames).
    public static string Node(HostIdentity host, string region)
    {
        var place = uint.Parse(host.InstanceId[^6..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        var domain = region == "us-east-1" ? "ec2.internal" : $"{region}.compute.internal";

        return string.Create(CultureInfo.InvariantCulture, $"ip-10-{place >> 16}-{(place >> 8) & 0xff}-{place & 0xff}.{domain}");
    }

    public static string NodeUid(HostIdentity host) => Guid.ParseExact(host.ContainerInstanceId ?? "", "N").ToString();
}
