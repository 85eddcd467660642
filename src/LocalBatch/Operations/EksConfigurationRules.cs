using LocalBatch.Api;
using LocalBatch.Api.Model;

namespace LocalBatch.Operations;

/// <summary>What <c>eksConfiguration</c> of a compute environment may say.</summary>
internal static class EksConfigurationRules
{
    private const int LongestNamespace = 63;

    /// <exception cref="ClientException">The configuration breaks one of AWS's rules.</exception>
    public static void Check(CreateComputeEnvironmentRequest request)
    {
        if (request.EksConfiguration is not { } configuration)
        {
            return;
        }

        var arn = Require.Text(configuration.EksClusterArn, "eksConfiguration.eksClusterArn");
        var name = Require.Text(configuration.KubernetesNamespace, "eksConfiguration.kubernetesNamespace");
        Require.Not(arn.Split(':') is not ["arn", _, "eks", _, _, var cluster] || !cluster.StartsWith("cluster/", StringComparison.Ordinal), AwsTexts.EksClusterArn);

        // AWS: not default, nor one of Kubernetes' own; a name of Kubernetes (API_EksConfiguration).
        Require.Not(
            name.Length > LongestNamespace || name is "default" || name.StartsWith("kube-", StringComparison.Ordinal)
                || !name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-') || name[0] == '-' || name[^1] == '-',
            OwnTexts.Invalid("eksConfiguration.kubernetesNamespace", "must be a name of 1 to 63 small letters, digits and hyphens other than default and kube-…"));

        // AWS: environments on EKS are MANAGED, of EC2 or Spot, and without BEST_FIT (user guide, EKS compute environments).
        Require.Not(request.Type != CEType.MANAGED, OwnTexts.Invalid("type", "must be MANAGED with eksConfiguration"));
        Require.Not(
            request.ComputeResources is { } resources && resources.Type != CRType.EC2 && resources.Type != CRType.SPOT,
            OwnTexts.Invalid("computeResources.type", "must be EC2 or SPOT with eksConfiguration"));
        Require.Not(
            request.ComputeResources?.AllocationStrategy == CRAllocationStrategy.BEST_FIT,
            OwnTexts.Invalid("computeResources.allocationStrategy", "cannot be BEST_FIT with eksConfiguration"));
    }
}
