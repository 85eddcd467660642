using LocalBatch.Api;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Resources;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>What a service environment may say, and how it is told of.</summary>
internal static class ServiceEnvironmentRules
{
    private const int MostLimits = 5;

    /// <exception cref="ClientException">There are none or too many, one is below 1 or there twice, or units are mixed.</exception>
    public static IReadOnlyDictionary<string, int> Limits(List<CapacityLimit>? given)
    {
        var limits = (given ?? []).Select(limit => ((string?)limit.CapacityUnit, limit.MaxCapacity)).ToList();
        Require.Not(limits.Count > MostLimits, AwsTexts.TooManyCapacityLimits);

        return Read(limits);
    }

    /// <exception cref="ClientException">As above; a quota share counts by instance types only.</exception>
    public static IReadOnlyDictionary<string, int> Limits(List<QuotaShareCapacityLimit>? given)
    {
        var limits = (given ?? []).Select(limit => ((string?)limit.CapacityUnit, limit.MaxCapacity)).ToList();

        // AWS: at least one and at most five (user guide, quota shares).
        Require.Not(limits.Count > MostLimits, AwsTexts.TooManyCapacityLimits);
        var read = Read(limits);
        Require.Not(read.ContainsKey(ServiceEnvironment.AnyInstance), OwnTexts.Invalid("capacityLimits.capacityUnit", "of a quota share must be an instance type"));

        return read;
    }

    /// <summary>From a new environment, or one out of the journal.</summary>
    public static ServiceEnvironment Of(ServiceEnvironmentDetail detail) => new(detail.ServiceEnvironmentName, detail.ServiceEnvironmentArn)
    {
        IsEnabled = detail.State != ServiceEnvironmentState.DISABLED,
        Status = LifecycleStatusFacts.Parse(detail.Status?.Value) ?? LifecycleStatus.Creating,
        Limits = Limits(detail.CapacityLimits),
        Tags = detail.Tags ?? Resources.Empty.Map,
    };

    public static ServiceEnvironmentDetail Describe(ServiceEnvironment environment) => new()
    {
        ServiceEnvironmentName = environment.Name,
        ServiceEnvironmentArn = environment.Arn,
        ServiceEnvironmentType = ServiceEnvironmentType.SAGEMAKER_TRAINING,
        State = environment.IsEnabled ? ServiceEnvironmentState.ENABLED : ServiceEnvironmentState.DISABLED,
        Status = environment.Status.Name,
        CapacityLimits = [.. environment.Limits.Select(limit => new CapacityLimit { CapacityUnit = limit.Key, MaxCapacity = limit.Value })],
        Tags = new(environment.Tags),
    };

    /// <exception cref="ClientException">It is missing, or there is none.</exception>
    public static ServiceEnvironment Find(string? nameOrArn, EngineState state)
    {
        var given = Require.Text(nameOrArn, "serviceEnvironment");

        return state.FindServiceEnvironment(given)
            ?? throw ClientException.Raw(AwsTexts.DoesNotExist(state.Arns.Name(Arns.ServiceEnvironmentKind, given) is { } name ? state.Arns.ServiceEnvironment(name) : given));
    }

    private static OrderedDictionary<string, int> Read(List<(string? Unit, int? Most)> limits)
    {
        Require.Not(limits.Count == 0, OwnTexts.IsRequired("capacityLimits"));
        Require.Not(limits.Exists(limit => limit.Most is not >= 1), OwnTexts.Invalid("capacityLimits.maxCapacity", "must be at least 1"));

        // Inferred: a limit without a unit counts instances of every type.
        var units = limits.Select(limit => string.IsNullOrEmpty(limit.Unit) ? ServiceEnvironment.AnyInstance : limit.Unit).ToList();
        Require.Not(units.Distinct(StringComparer.Ordinal).Count() < units.Count, OwnTexts.Invalid("capacityLimits.capacityUnit", "must not be there twice"));
        Require.Not(units.Count > 1 && units.Contains(ServiceEnvironment.AnyInstance), OwnTexts.MixedUnits);
        var read = new OrderedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (unit, (_, most)) in units.Zip(limits))
        {
            read.Add(unit, most.GetValueOrDefault());
        }

        return read;
    }
}
