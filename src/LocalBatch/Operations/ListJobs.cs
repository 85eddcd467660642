using System.Globalization;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Scheduling;

namespace LocalBatch.Operations;

/// <summary>
/// Lists jobs of a queue newest first, or the children of an array or the nodes of a job by index. Without a status only RUNNING ones; a filter looks
/// at all statuses instead.
/// </summary>
internal static class ListJobs
{
    /// <exception cref="ClientException">Not exactly one selector, more than one filter, an unknown queue, or a foreign token.</exception>
    public static ListJobsResponse Run(ListJobsRequest request, EngineState state)
    {
        var selectors = (string?[])[request.JobQueue, request.ArrayJobId, request.MultiNodeJobId];
        Require.Not(selectors.Count(selector => !string.IsNullOrEmpty(selector)) != 1, OwnTexts.OneSelector);
        var filter = JobFilter.Read(request.Filters, state.Arns);
        var status = JobStatusFacts.Parse(request.JobStatus?.Value) ?? JobStatus.Running;

        if (request.MultiNodeJobId is { Length: > 0 })
        {
            return Nodes(request, request.MultiNodeJobId, status, state);
        }

        return request.ArrayJobId is { Length: > 0 } arrayJobId
            ? Children(request, arrayJobId, status, state)
            : OfQueue(request, filter, status, state);
    }

    private static ListJobsResponse OfQueue(ListJobsRequest request, JobFilter? filter, JobStatus status, EngineState state)
    {
        var queue = state.FindJobQueue(request.JobQueue) ?? throw ClientException.Raw(AwsTexts.QueueNotFound(request.JobQueue));
        var question = $"jobs {queue.Arn} {(filter is { IsWithStatus: false } ? filter : (filter, status))}";
        var size = Paging.Size(request.MaxResults, filter is null ? Limits.ListedJobs : Limits.FilteredJobs);
        var before = Paging.Number(Paging.Position(question, request.NextToken)) ?? long.MaxValue;
        // AWS: with JOB_NAME the list is grouped by names, which match whatever their case, and by versions (API_ListJobs).
        // Differs: newest first throughout, as with every other filter; grouping would look at the whole queue for each page.
        var jobs = filter is null or { IsWithStatus: true } ? queue.NewestFirst(status, before) : queue.NewestFirst(before);
        var details = new JobDetails(state.Arns);
        var page = new List<JobSummary>();
        var scanned = 0;
        var last = before;
        foreach (var job in jobs)
        {
            // A filter that matches little must not hold up the engine: the rest is a page of its own.
            if (page.Count == size || scanned++ == Limits.JobsScanned)
            {
                return new() { JobSummaryList = page, NextToken = Paging.Token(question, last.ToString(CultureInfo.InvariantCulture)) };
            }

            last = job.Spec.Sequence;
            if (filter?.Matches(job) != false)
            {
                page.Add(details.Summary(JobSnapshot.Of(job)));
            }
        }

        return new() { JobSummaryList = page };
    }

    private static ListJobsResponse Children(ListJobsRequest request, string arrayJobId, JobStatus status, EngineState state)
    {
        var parent = JobKey.Parse(arrayJobId) is { } key ? state.Jobs.Find(key) : null;
        if (parent?.Array is not { } array)
        {
            // AWS has no error for it: an array that does not exist has no children.
            return new() { JobSummaryList = [] };
        }

        var question = $"children {parent.Key} {status}";
        var size = Paging.Size(request.MaxResults, Limits.ListedJobs);
        var after = (int)(Paging.Number(Paging.Position(question, request.NextToken)) ?? -1);
        var indices = Enumerable.Range(0, array.Size).Skip(after + 1).Where(index => array.StatusOf(index) == status).Take(size + 1).ToList();
        var details = new JobDetails(state.Arns);

        return new()
        {
            JobSummaryList = [.. indices.Take(size).Select(index => JobSnapshot.OfChild(parent, index)).OfType<JobSnapshot>().Select(details.Summary)],
            NextToken = indices.Count > size ? Paging.Token(question, indices[size - 1].ToString(CultureInfo.InvariantCulture)) : null,
        };
    }

    private static ListJobsResponse Nodes(ListJobsRequest request, string multiNodeJobId, JobStatus status, EngineState state)
    {
        // Inferred: a job that does not exist, or has no nodes, lists none; as with arrays.
        if (JobKey.Parse(multiNodeJobId) is not { Index: < 0 } key || state.Jobs.Find(key) is not { Nodes: { } nodes } job)
        {
            return new() { JobSummaryList = [] };
        }

        var question = $"nodes {job.Key} {status}";
        var size = Paging.Size(request.MaxResults, Limits.ListedJobs);
        var after = (int)(Paging.Number(Paging.Position(question, request.NextToken)) ?? -1);
        var page = Enumerable.Range(0, nodes.Count).Skip(after + 1)
            .Select(index => JobSnapshot.OfNode(job, index)).OfType<JobSnapshot>().Where(node => node.Status == status).Take(size + 1).ToList();
        var details = new JobDetails(state.Arns);

        return new()
        {
            JobSummaryList = [.. page.Take(size).Select(details.Summary)],
            NextToken = page.Count > size ? Paging.Token(question, page[size - 1].Index.ToString(CultureInfo.InvariantCulture)) : null,
        };
    }
}
