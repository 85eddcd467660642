using System.Globalization;
using LocalBatch.Api.Model;
using LocalBatch.Jobs;

namespace LocalBatch.Operations;

/// <summary>The one filter of a ListJobs call.</summary>
internal sealed record JobFilter(string Name, string Value)
{
    private long Time { get; init; }

    /// <exception cref="ClientException">More than one filter or value, an unknown name, or a time that is none.</exception>
    public static JobFilter? Read(List<KeyValuesPair>? filters, Arns arns)
    {
        if (filters is not { Count: > 0 })
        {
            return null;
        }

        Require.Not(filters.Count > 1, AwsTexts.OneFilter);
        var (name, values) = (filters[0].Name, filters[0].Values ?? []);
        Require.Not(values.Count > 1, AwsTexts.OneFilterValue);
        Require.Not(values.Count == 0 || values[0].Length == 0, OwnTexts.FilterValue);
        Require.Not(name is not ("JOB_NAME" or "JOB_DEFINITION" or "SHARE_IDENTIFIER" or "BEFORE_CREATED_AT" or "AFTER_CREATED_AT"), OwnTexts.FilterName);
        var time = 0L;
        Require.Not(
            name.EndsWith("CREATED_AT", StringComparison.Ordinal)
                && !long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out time),
            OwnTexts.FilterTime);
        var value = name == "JOB_DEFINITION" ? arns.Name("job-definition", values[0]) ?? values[0] : values[0];

        return new(name, value) { Time = time };
    }

    /// <summary>Whether a status is asked for too.</summary>
    // AWS: SHARE_IDENTIFIER alone goes together with jobStatus; every other filter looks at all statuses (API_ListJobs).
    public bool IsWithStatus => Name == "SHARE_IDENTIFIER";

    public bool Matches(Job job) => Name switch
    {
        "JOB_NAME" => Matches(job.Spec.Name, StringComparison.OrdinalIgnoreCase),
        "JOB_DEFINITION" => MatchesDefinition(job.Spec.Definition),
        "BEFORE_CREATED_AT" => job.CreatedAt < Time,
        "AFTER_CREATED_AT" => job.CreatedAt > Time,
        _ => job.Spec.ShareIdentifier == Value,
    };

    /// <summary>A revision exactly, or a name and all its revisions.</summary>
    private bool MatchesDefinition(Jobs.JobDefinition definition) => Value.Contains(':', StringComparison.Ordinal)
        ? definition.Arn.EndsWith("/" + Value, StringComparison.Ordinal)
        : Matches(definition.Name, StringComparison.Ordinal);

    private bool Matches(string text, StringComparison comparison) =>
        Value.EndsWith('*') ? text.StartsWith(Value[..^1], comparison) : text.Equals(Value, comparison);
}
