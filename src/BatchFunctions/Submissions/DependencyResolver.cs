using System.Text.Json;
using BatchFunctions.Http;
using BatchFunctions.Jobs;

namespace BatchFunctions.Submissions;

/// <summary>Turns the names that a job depends on into job ids.</summary>
internal sealed class DependencyResolver(IIntentStore intents, TimeProvider time)
{
    public async Task<Resolution> ResolveAsync(QueuedJob job, CancellationToken cancellation)
    {
        var found = new List<QueuedDependency>();
        foreach (var dependency in job.DependsOn ?? [])
        {
            if (dependency.Token is null)
            {
                found.Add(dependency);
                continue;
            }

            switch (await intents.FindAsync(dependency.Token, cancellation))
            {
                case { JobId: { } jobId }:
                    found.Add(dependency with { JobId = jobId });
                    break;
                case { Refusal: not null }:
                    return new Resolution.Hopeless($"It depends on '{dependency.JobName}', which was refused.");
                default:
                    return new Resolution.Waiting(dependency.JobName ?? "");
            }
        }

        return new Resolution.Ready(ToRequest(job, found));
    }

    /// <summary>Writes the refusal down, so that those who depend on this job learn of it.</summary>
    public Task RefuseAsync(QueuedJob job, string reason, CancellationToken cancellation) =>
        intents.CreateAsync(ToRequest(job, []).AsIntent(time.GetUtcNow(), time.GetUtcNow(), "") with { Refusal = reason }, cancellation);

    private static AcceptedRequest ToRequest(QueuedJob job, List<QueuedDependency> dependencies) => new()
    {
        Token = job.Token,
        Body = dependencies.Count == 0 ? job.Body : AddDependencies(job.Body, dependencies),
        JobName = job.JobName,
        JobQueue = job.JobQueue,
        JobDefinition = job.JobDefinition,
        OnFailure = job.OnFailure,
        SubmissionId = job.SubmissionId,
        Row = job.SubmissionId is null ? null : job.Row,
        ArraySize = job.ArraySize,
        ResubmitOf = job.ResubmitOf,
        OriginalJobId = job.OriginalJobId,
        Resubmission = job.Resubmission,
    };

    private static string AddDependencies(string body, List<QueuedDependency> dependencies)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;

        return Answer.Text(writer =>
        {
            writer.WriteStartObject();
            foreach (var member in root.EnumerateObject())
            {
                member.WriteTo(writer);
            }

            writer.WriteStartArray(DependencyReader.Field);
            foreach (var dependency in dependencies)
            {
                Write(writer, dependency);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter writer, QueuedDependency dependency)
    {
        writer.WriteStartObject();
        if (dependency.JobId is { } jobId)
        {
            writer.WriteString("jobId", jobId);
        }

        if (dependency.Type is { } type)
        {
            writer.WriteString("type", type);
        }

        writer.WriteEndObject();
    }
}
