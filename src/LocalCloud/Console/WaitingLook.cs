using System.Text.Json;

namespace LocalCloud.Console;

/// <summary>Looks why a job has not started, with AWS Batch's own calls. Not at once: most start in the next moment.</summary>
internal sealed class WaitingLook(StackApi api, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, DateTimeOffset> _next = new(StringComparer.Ordinal);

    /// <returns>The sentence; <c>null</c> where there is none now.</returns>
    public async Task<string?> FindAsync(FollowedJob job, JsonElement record, CancellationToken cancellation)
    {
        if (job is not { Status: "RUNNABLE", JobId: { } id } || record.Text("jobQueue") is not { } queue)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var isBlocked = record.Text("blockedReason") is not null && job.Waiting is null;
        if (_next.TryAdd(id, now + Patience) | now < _next[id] && !isBlocked)
        {
            return job.Waiting;
        }

        _next[id] = now + Patience;

        return WaitingReason.Of(record, await EnvironmentsAsync(queue, cancellation), await PlaceAsync(queue, id, cancellation));
    }

    private async Task<IReadOnlyList<WaitingEnvironment>> EnvironmentsAsync(string queue, CancellationToken cancellation)
    {
        using var queues = await api.BatchAsync("/v1/describejobqueues", JsonText.Object(("jobQueues", new[] { queue })), cancellation);
        var names = queues.RootElement.List("jobQueues").SelectMany(one => one.List("computeEnvironmentOrder")).Select(one => one.Text("computeEnvironment") ?? "").ToList();
        if (names.Count == 0)
        {
            return [];
        }

        using var environments = await api.BatchAsync("/v1/describecomputeenvironments", JsonText.Object(("computeEnvironments", names)), cancellation);

        return [.. environments.RootElement.List("computeEnvironments").Select(Read)];
    }

    private static WaitingEnvironment Read(JsonElement environment)
    {
        var resources = environment.Member("computeResources", JsonValueKind.Object) ?? default;
        var types = string.Join(", ", resources.List("instanceTypes").Select(type => type.GetString()));

        return new(
            environment.Text("computeEnvironmentName") ?? "?",
            environment.Text("state") ?? "?",
            environment.Text("status") ?? "?",
            environment.Text("statusReason"),
            resources.Number("maxvCpus"),
            types.Length > 0 ? types : resources.Text("type") ?? "its hosts");
    }

    /// <summary>Jobs before it in the queue; <c>null</c> where it is not among the first hundred.</summary>
    private async Task<int?> PlaceAsync(string queue, string jobId, CancellationToken cancellation)
    {
        using var snapshot = await api.BatchAsync("/v1/getjobqueuesnapshot", JsonText.Object(("jobQueue", queue)), cancellation);
        var front = snapshot.RootElement.Member("frontOfQueue", JsonValueKind.Object)?.List("jobs").Select(job => job.Text("jobArn") ?? "").ToList() ?? [];
        var place = front.FindIndex(arn => arn.EndsWith($"job/{jobId}", StringComparison.Ordinal) || arn.Contains($"job/{jobId}:", StringComparison.Ordinal));

        return place < 0 ? null : place;
    }
}
