using LocalBatch.Api;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>Changes state and limits of a service environment. A limit below what is in use takes nothing away from jobs that run.</summary>
internal static class UpdateServiceEnvironment
{
    /// <exception cref="ClientException">The environment does not exist or is changing, or the request breaks one of AWS's rules.</exception>
    public static UpdateServiceEnvironmentResponse Run(UpdateServiceEnvironmentRequest request, EngineState state)
    {
        var environment = ServiceEnvironmentRules.Find(request.ServiceEnvironment, state);
        var limits = request.CapacityLimits is { Count: > 0 } given ? ServiceEnvironmentRules.Limits(given) : environment.Limits;
        if (environment.Status.IsChanging)
        {
            throw ClientException.Raw(OwnTexts.UpdateBeingModified);
        }

        environment.IsEnabled = request.State is null ? environment.IsEnabled : request.State == ServiceEnvironmentState.ENABLED;
        environment.Limits = limits;
        state.Services.MayDispatch = true;
        ServiceLifecycle.Begin(state, environment, LifecycleStatus.Updating);

        return new() { ServiceEnvironmentName = environment.Name, ServiceEnvironmentArn = environment.Arn };
    }
}
