using System.Globalization;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>
/// Lists service jobs of a queue, newest first. Without a status only RUNNING ones; a filter by name or time looks at all
/// statuses instead, one by share goes together with the status.
/// </summary>
internal static class ListServiceJobs
{
    /// <exception cref="ClientException">An unknown queue, more than one filter, or a foreign token.</exception>
    public static ListServiceJobsResponse Run(ListServiceJobsRequest request, EngineState state)
    {
        var given = Require.Text(request.JobQueue, "jobQueue");
        var queue = state.FindJobQueue(given) ?? throw ClientException.Raw(AwsTexts.QueueNotFound(given));
        var filter = ServiceJobFilter.Read(request.Filters);
        var status = ServiceJobStatusFacts.Parse(request.JobStatus?.Value) ?? ServiceJobStatus.Running;
        ServiceJobStatus? wanted = filter is null or { IsWithStatus: true } ? status : null;
        var question = $"service jobs {queue.Arn} {filter} {wanted}";
        var size = Paging.Size(request.MaxResults, Limits.FilteredJobs);
        var before = Paging.Number(Paging.Position(question, request.NextToken)) ?? long.MaxValue;
        var found = (queue.Services?.Jobs.Reverse() ?? [])
            .Where(job => job.Sequence < before && (wanted is null || job.Status == wanted) && filter?.Matches(job) != false)
            .Take(size + 1)
            .ToList();

        return new()
        {
            JobSummaryList = [.. found.Take(size).Select(job => ServiceJobDetails.Summary(job, state.Arns))],
            NextToken = found.Count > size ? Paging.Token(question, found[size - 1].Sequence.ToString(CultureInfo.InvariantCulture)) : null,
        };
    }
}

/// <summary>The one filter of a ListServiceJobs call.</summary>
internal sealed record ServiceJobFilter(string Name, string Value)
{
    // AWS: these two go together with jobStatus (API_ListServiceJobs).
    public bool IsWithStatus => Name is "SHARE_IDENTIFIER" or "QUOTA_SHARE_NAME";

    /// <exception cref="ClientException">More than one filter or value, an unknown name, or a time that is none.</exception>
    public static ServiceJobFilter? Read(List<KeyValuesPair>? filters)
    {
        if (filters is not { Count: > 0 })
        {
            return null;
        }

        Require.Not(filters.Count > 1, AwsTexts.OneFilter);
        var (name, values) = (filters[0].Name, filters[0].Values ?? []);
        Require.Not(values.Count > 1, AwsTexts.OneFilterValue);
        Require.Not(values.Count == 0 || values[0].Length == 0, OwnTexts.FilterValue);
        Require.Not(
            name is not ("JOB_NAME" or "BEFORE_CREATED_AT" or "AFTER_CREATED_AT" or "SHARE_IDENTIFIER" or "QUOTA_SHARE_NAME"), OwnTexts.ServiceFilterName);
        Require.Not(
            name.EndsWith("CREATED_AT", StringComparison.Ordinal) && !long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            OwnTexts.FilterTime);

        return new(name, values[0]);
    }

    public bool Matches(ServiceJob job) => Name switch
    {
        "JOB_NAME" => NamePattern.Matches(Value, job.Submitted.JobName),
        "BEFORE_CREATED_AT" => job.CreatedAt < long.Parse(Value, CultureInfo.InvariantCulture),
        "AFTER_CREATED_AT" => job.CreatedAt > long.Parse(Value, CultureInfo.InvariantCulture),
        "SHARE_IDENTIFIER" => job.Submitted.ShareIdentifier == Value,
        _ => job.Submitted.QuotaShareName == Value,
    };
}
