using System.Globalization;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Resources;
using LocalBatch.Scheduling;

namespace LocalBatch.Operations;

/// <summary>Lists the jobs that need a consumable resource, newest first; the children of an array as their parent.</summary>
internal static class ListJobsByConsumableResource
{
    private const string Status = "JOB_STATUS";
    private const string Name = "JOB_NAME";

    /// <exception cref="ClientException">There is no such resource, an unknown filter, or a foreign token.</exception>
    public static ListJobsByConsumableResourceResponse Run(ListJobsByConsumableResourceRequest request, EngineState state)
    {
        var resource = ConsumableResourceRules.Find(request.ConsumableResource, state);
        var filters = (request.Filters ?? []).Select(filter => (filter.Name, Values: filter.Values ?? [])).ToList();
        Require.Not(filters.Exists(filter => filter.Name is not (Status or Name)), OwnTexts.Invalid("filters.name", $"must be {Status} or {Name}"));
        Require.Not(
            filters.Exists(filter => filter.Name == Status && filter.Values.Exists(value => JobStatusFacts.Parse(value) is null)),
            OwnTexts.Invalid("filters.values", "of JOB_STATUS must be one of AWS's seven statuses"));
        var question = $"consumers {resource.Name} {NamePattern.Question(filters)}";
        var size = Paging.Size(request.MaxResults, Limits.FilteredJobs);
        var before = Paging.Number(Paging.Position(question, request.NextToken)) ?? long.MaxValue;
        var page = new List<ListJobsByConsumableResourceSummary>();
        var (scanned, last) = (0, before);
        foreach (var job in JobListing.Below(state.Jobs.Consumables.Needing(resource.Name), before))
        {
            if (page.Count == size || scanned++ == Limits.JobsScanned)
            {
                return new() { Jobs = page, NextToken = Paging.Token(question, last.ToString(CultureInfo.InvariantCulture)) };
            }

            last = job.Spec.Sequence;
            if (filters.TrueForAll(filter => filter.Values.Exists(value => Matches(filter.Name, value, job))))
            {
                page.Add(Summary(job, resource, state.Arns));
            }
        }

        return new() { Jobs = page };
    }

    private static bool Matches(string filter, string value, Job job) =>
        filter == Status ? job.Status.Name == value : NamePattern.Matches(value, job.Spec.Name);

    private static ListJobsByConsumableResourceSummary Summary(Job job, ConsumableResource resource, Arns arns) => new()
    {
        JobArn = arns.Job(job.Key),
        JobQueueArn = job.Spec.Queue.Arn,
        JobName = job.Spec.Name,
        JobDefinitionArn = job.Spec.Definition.Arn,
        ShareIdentifier = job.Spec.ShareIdentifier,
        JobStatus = job.Status.Name,
        Quantity = job.Spec.Consumables.Where(need => need.Name == resource.Name).Sum(need => need.Quantity),
        StatusReason = job.StatusReason,
        StartedAt = job.StartedAt == 0 ? null : job.StartedAt,
        CreatedAt = job.CreatedAt,
        ConsumableResourceProperties = ConsumableResourceRules.Describe(job.Spec.Consumables),
    };
}
