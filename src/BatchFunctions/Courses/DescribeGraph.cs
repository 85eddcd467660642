using System.Text.Json;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;
using JobStatus = BatchFunctions.Jobs.JobStatus;
using JobSummary = BatchFunctions.Jobs.JobSummary;

namespace BatchFunctions.Courses;

/// <summary>Answers GET /graph: the jobs of a submission, or what a job waits for, and what depends on what.</summary>
internal sealed class DescribeGraphHandler(IJobStore jobs, IBatchJobs batch)
{
    private static readonly string[] Known = ["submissionId", "jobId"];

    private readonly GraphLook _look = new(jobs, batch);

    public Task<IHttpResult> DescribeGraph(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var query = request.QueryStringParameters ?? new Dictionary<string, string>();
            query.TryGetValue("submissionId", out var submissionId);
            query.TryGetValue("jobId", out var jobId);
            var graph = (submissionId, jobId, query.Count) switch
            {
                ({ } id, null, 1) => await _look.OfSubmissionAsync(id, cancellation),
                (null, { } id, 1) => await _look.OfJobAsync(id, cancellation),
                _ => throw new ProblemException(Problem.BadRequest("The query is wrong.", Wrong(query))),
            };

            return graph.Nodes.Count == 0
                ? throw new ProblemException(Problem.NotFound($"No job is known of '{submissionId ?? jobId}'."))
                : Answer.Ok(writer => Write(writer, graph));
        });

    private static IReadOnlyList<InputError> Wrong(IDictionary<string, string> query) =>
    [
        .. query.Keys.Where(name => !Known.Contains(name)).Select(name => new InputError($"?{name}", $"'{name}' is not a parameter here; known are {string.Join(", ", Known)}.")),
        .. query.Keys.Count(Known.Contains) == 1 ? Array.Empty<InputError>() : [new InputError("?submissionId", "give it or jobId, one of the two.")],
    ];

    private static void Write(Utf8JsonWriter writer, JobGraph graph)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("nodes");
        foreach (var job in graph.Nodes)
        {
            writer.WriteStartObject();
            writer.WriteString("jobId", job.JobId);
            writer.WriteString("jobName", job.JobName);
            writer.WriteString("status", job.Status.Name);
            if (job.ArraySize is { } size)
            {
                writer.WriteNumber("arraySize", size);
            }

            writer.WriteNumber("createdAt", job.CreatedAt.ToUnixTimeMilliseconds());
            Time(writer, "startedAt", job.StartedAt);
            Time(writer, "stoppedAt", job.StoppedAt);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("edges");
        foreach (var edge in graph.Edges)
        {
            writer.WriteStartObject();
            writer.WriteString("from", edge.From);
            writer.WriteString("to", edge.To);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteBoolean("isPart", graph.IsPart);
        writer.WriteNumber("forgotten", graph.Forgotten);
        writer.WriteEndObject();
    }

    private static void Time(Utf8JsonWriter writer, string name, DateTimeOffset? at)
    {
        if (at is { } time)
        {
            writer.WriteNumber(name, time.ToUnixTimeMilliseconds());
        }
    }
}

/// <param name="IsPart">There are more jobs than a graph takes.</param>
/// <param name="Forgotten">Jobs of which AWS Batch does not tell any more what they depended on.</param>
internal sealed record JobGraph(IReadOnlyList<JobSummary> Nodes, IReadOnlyList<GraphEdge> Edges, bool IsPart, int Forgotten);

/// <param name="From">The job that has to be over first.</param>
/// <param name="To">The one that waits for it.</param>
internal sealed record GraphEdge(string From, string To);

/// <summary>Collects what depends on what: the jobs by our table, their dependencies by AWS Batch.</summary>
// AWS: what a job depends on is told by DescribeJobs, of an ended job for seven days at least (user guide, job states).
internal sealed class GraphLook(IJobStore jobs, IBatchJobs batch)
{
    public const int MostNodes = 2_000;

    private const int PageSize = 100;

    /// <summary>Jobs on the way up from one, and how far up.</summary>
    private const int MostAncestors = 200;

    private const int MostLevels = 20;

    public async Task<JobGraph> OfSubmissionAsync(string submissionId, CancellationToken cancellation)
    {
        var nodes = new List<JobSummary>();
        string? next = null;
        do
        {
            var page = await jobs.ListAsync(new JobQuery { SubmissionId = submissionId, Limit = PageSize, After = next }, cancellation);
            nodes.AddRange(page.Jobs);
            next = page.Next;
        }
        while (next is not null && nodes.Count < MostNodes);

        var ids = nodes.Select(node => node.JobId).ToHashSet();
        var told = await batch.DescribeAsync([.. ids], cancellation);

        return new(nodes, [.. told.SelectMany(Edges).Where(edge => ids.Contains(edge.From)).Distinct()], next is not null, ids.Count - told.Count);
    }

    /// <summary>The job and what it waits for, level by level.</summary>
    public async Task<JobGraph> OfJobAsync(string jobId, CancellationToken cancellation)
    {
        var (nodes, edges) = (new Dictionary<string, JobSummary>(), new List<GraphEdge>());
        var forgotten = 0;
        HashSet<string> seen = [jobId];
        List<string> level = [jobId];
        for (var depth = 0; level.Count > 0 && depth < MostLevels && nodes.Count < MostAncestors; depth++)
        {
            var told = await batch.DescribeAsync(level, cancellation);
            var kept = await jobs.FindManyAsync([.. level.Except(told.Select(job => job.JobId))], cancellation);
            forgotten += level.Count - told.Count;
            foreach (var job in told.Select(Summary).Concat(kept.Select(Summary)))
            {
                nodes[job.JobId] = job;
            }

            List<GraphEdge> found = [.. told.SelectMany(Edges)];
            edges.AddRange(found);
            level = [.. found.Select(edge => edge.From).Where(seen.Add).Take(MostAncestors - Math.Min(MostAncestors, nodes.Count))];
        }

        return new([.. nodes.Values], [.. edges.Where(edge => nodes.ContainsKey(edge.From)).Distinct()], level.Count > 0, forgotten);
    }

    /// <summary>A child that depends on its neighbour before it is told as its array, which depends on nothing by that.</summary>
    private static IEnumerable<GraphEdge> Edges(JobDetail job) =>
        (job.DependsOn ?? []).Where(one => one.JobId is { Length: > 0 } && one.JobId != job.JobId).Select(one => new GraphEdge(one.JobId, job.JobId));

    private static JobSummary Summary(JobDetail job) => new()
    {
        JobId = job.JobId,
        JobName = job.JobName,
        JobQueue = job.JobQueue,
        Status = JobStatusNames.Parse(job.Status?.Value) ?? JobStatus.Submitted,
        CreatedAt = Time(job.CreatedAt) ?? DateTimeOffset.UnixEpoch,
        StartedAt = Time(job.StartedAt),
        StoppedAt = Time(job.StoppedAt),
        ArraySize = job.ArrayProperties?.Size,
    };

    private static JobSummary Summary(JobRecord job) => new()
    {
        JobId = job.JobId,
        JobName = job.JobName,
        JobQueue = job.JobQueue,
        Status = job.Status,
        CreatedAt = job.CreatedAt,
        StartedAt = job.StartedAt,
        StoppedAt = job.StoppedAt,
        ArraySize = job.ArraySize,
    };

    // AWS: a job that has not started has the time 0 (seen in DescribeJobs' answers).
    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is > 0 and { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
}
