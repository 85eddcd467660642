using LocalBatch.Api;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Resources;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>Makes a service environment: CREATING at once, VALID a moment later.</summary>
internal static class CreateServiceEnvironment
{
    /// <exception cref="ClientException">The request breaks one of AWS's rules, or the name is taken.</exception>
    public static CreateServiceEnvironmentResponse Run(CreateServiceEnvironmentRequest request, EngineState state)
    {
        var name = Require.Name(request.ServiceEnvironmentName, AwsTexts.ServiceEnvironmentName);
        var limits = ServiceEnvironmentRules.Limits(request.CapacityLimits);
        var tags = TagRules.Check(request.Tags);
        var all = state.Services.Environments;
        Require.Free(all.ContainsKey(name));
        Require.Not(all.Count >= Limits.ServiceEnvironments, OwnTexts.QuotaReached("service environments", Limits.ServiceEnvironments));
        var environment = new ServiceEnvironment(name, state.Arns.ServiceEnvironment(name))
        {
            IsEnabled = request.State != ServiceEnvironmentState.DISABLED,
            Limits = limits,
            Tags = tags,
        };
        all.Add(name, environment);
        ServiceLifecycle.Begin(state, environment, LifecycleStatus.Creating);

        return new() { ServiceEnvironmentName = name, ServiceEnvironmentArn = environment.Arn };
    }
}
