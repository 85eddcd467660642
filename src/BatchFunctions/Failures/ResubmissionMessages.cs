using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BatchFunctions.Jobs;
using BatchFunctions.Outcomes;
using BatchFunctions.SubmitQueue;

namespace BatchFunctions.Failures;

/// <summary>Makes the messages that carry a written decision out: the same ones, whoever makes them.</summary>
internal static class ResubmissionMessages
{
    /// <summary>The next tries that are written on the record of a failed job. Made one by one.</summary>
    public static IEnumerable<QueuedMessage> Of(JobRecord job, DateTimeOffset now) =>
        (job.Verdict?.Tries ?? []).SelectMany(next => next.Children is { } children
            ? IndexRanges.Read(children).Select(index => Child(job, next, index, now))
            : [Job(job, next, now)]);

    private static QueuedMessage Job(JobRecord job, NextTry next, DateTimeOffset now)
    {
        var body = NextRequest.Of(job.Request ?? "{}", next.Changes);

        return Message(job, next, now, Request(body, FailureDecision.TokenOf(job.JobId)) with
        {
            JobName = job.JobName,
            JobDefinition = job.JobDefinition ?? "",
            DependsOn = next.DependsOn,
            ArraySize = job.ArraySize,
            ResubmitOf = job.JobId,
        });
    }

    private static QueuedMessage Child(JobRecord array, NextTry next, int index, DateTimeOffset now)
    {
        var (name, body) = ArrayChild.Of(array, NextRequest.Of(array.Request ?? "{}", next.Changes), index);
        var childId = ArrayChild.IdOf(array.JobId, index);

        return Message(array, next, now, Request(body, FailureDecision.TokenOf(childId)) with
        {
            JobName = name,
            JobDefinition = array.JobDefinition ?? "",
            DependsOn = next.DependsOn is { } all ? [.. all.Select(dependency => ChildDependency.Of(dependency, index))] : null,
            ArraySize = null,
            ResubmitOf = childId,
            Child = index,
        });
    }

    private static QueuedMessage Message(JobRecord failed, NextTry next, DateTimeOffset now, JobRequest job) => new()
    {
        QueuedAt = now.ToUnixTimeMilliseconds(),
        NotBefore = next.NotBefore,
        Job = job with
        {
            OnFailure = failed.OnFailure,
            SubmissionId = failed.SubmissionId,
            Row = failed.Row,
            Child = job.Child ?? failed.Child,
            Try = failed.Row is null ? 0 : failed.Try + 1,
            OriginalJobId = failed.OriginalJobId ?? failed.JobId,
            Resubmission = failed.Resubmission + 1,
        },
    };

    private static JobRequest Request(string body, string token)
    {
        using var document = JsonDocument.Parse(body);

        return JobRequest.Of(document.RootElement, body, token);
    }
}

/// <summary>Makes the SubmitJob body of the next try from that of the failed one.</summary>
internal static class NextRequest
{
    /// <summary>The body without its dependencies, which are worked out anew: see <see cref="DependencyLook"/>.</summary>
    public static string Of(string request, Changes changes)
    {
        var body = JsonNode.Parse(request)?.AsObject() ?? throw new InvalidDataException("A stored request is empty.");
        body.Remove("dependsOn");
        if (changes.JobQueue is { } jobQueue)
        {
            body["jobQueue"] = JsonValue.Create(jobQueue);
        }

        Require(body, "VCPU", "vcpus", changes.Vcpus?.ToString(CultureInfo.InvariantCulture));
        Require(body, "MEMORY", "memory", changes.MemoryMiB?.ToString(CultureInfo.InvariantCulture));

        return body.ToJsonString();
    }

    /// <summary>The ids in the body's <c>dependsOn</c>, each with its type.</summary>
    public static IReadOnlyList<(string? JobId, string? Type)> Dependencies(string request)
    {
        using var document = JsonDocument.Parse(request);

        return document.RootElement.TryGetProperty("dependsOn", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(entry => (RequestRules.Text(entry, "jobId"), RequestRules.Text(entry, "type")))]
            : [];
    }

    /// <param name="old">The member that says the same in requests of before 2020; beside the new one it would contradict.</param>
    private static void Require(JsonObject body, string type, string old, string? value)
    {
        if (value is null)
        {
            return;
        }

        var overrides = Member(body, "containerOverrides", static () => new JsonObject()).AsObject();
        overrides.Remove(old);
        var requirements = Member(overrides, "resourceRequirements", static () => new JsonArray()).AsArray();
        foreach (var known in requirements.Where(entry => entry?["type"]?.GetValue<string>() == type).ToList())
        {
            requirements.Remove(known);
        }

        requirements.Add((JsonNode)new JsonObject { ["type"] = JsonValue.Create(type), ["value"] = JsonValue.Create(value) });
    }

    private static JsonNode Member(JsonObject owner, string name, Func<JsonNode> make)
    {
        if (owner[name] is { } known)
        {
            return known;
        }

        var made = make();
        owner[name] = made;
        return made;
    }
}

/// <summary>Takes a decision back whose new job AWS Batch will not have, so that nobody waits for it.</summary>
internal sealed class LostResubmissions(IJobStore jobs, IOutcomes outcomes)
{
    /// <summary>Safe to repeat: the first reason stays, and is told again.</summary>
    /// <param name="failedJobId">The job, or the child of an array, that was to be resubmitted.</param>
    /// <param name="token">The request that was to stand in for it.</param>
    public async Task TellAsync(string failedJobId, string token, string why, CancellationToken cancellation)
    {
        var jobId = ArrayChild.Parse(failedJobId) is var (parentId, _) ? parentId : failedJobId;
        if (token != FailureDecision.TokenOf(failedJobId))
        {
            // Somebody asked for it and hears of it; what the rules decided is another thing.
            return;
        }

        var job = await jobs.TakeBackResubmissionAsync(
            jobId, FailureDecision.TokenOf(jobId), $"Its resubmission was not taken: {why}", cancellation);
        await TellAsync(job, cancellation);
    }

    /// <summary>
    /// Of a resubmission that has become a job after all: whoever took it back may have died before telling, and nobody else comes by.
    /// </summary>
    public async Task TellIfTakenBackAsync(string failedJobId, string token, CancellationToken cancellation)
    {
        if (token == FailureDecision.TokenOf(failedJobId))
        {
            await TellAsync(await jobs.FindAsync(ArrayChild.Parse(failedJobId) is var (parentId, _) ? parentId : failedJobId, cancellation), cancellation);
        }
    }

    /// <summary>
    /// The request with its place, also where the failed job got one after the request was made: who gives the place awaits what
    /// stands in, unless it finds beforehand that nothing will. Only reads.
    /// </summary>
    public async Task<JobRequest> PlacedAsync(JobRequest job, CancellationToken cancellation) =>
        job is { SubmissionId: null, ResubmitOf: { } failedJobId }
        && await jobs.FindBareAsync(ArrayChild.Parse(failedJobId) is var (parentId, _) ? parentId : failedJobId, cancellation) is { } failed
            ? SubmissionPlace.Placed(job, failed)
            : job;

    // What is written is told, and by everybody who comes by: who wrote it may have died before telling.
    private Task TellAsync(JobRecord? job, CancellationToken cancellation) =>
        job is { Verdict.IsTakenBack: true } ? outcomes.PublishAsync(OutcomeEvent.Decided(job), cancellation) : Task.CompletedTask;
}
