using System.Text.Json;

namespace LocalCloud.Console;

/// <summary>Prints what jobs wrote, from CloudWatch Logs.</summary>
/// <param name="api">Where the lines are.</param>
/// <param name="screen">Where they go.</param>
/// <param name="isRaw">As the job wrote them, with all that commands a terminal.</param>
internal sealed class JobOutput(StackApi api, Screen screen, bool isRaw)
{
    private const string Group = "/aws/batch/job";
    private const int MostChildren = 100;

    public async Task PrintAsync(FollowedJob job, CancellationToken cancellation)
    {
        if (job is { JobId: { } id, ArraySize: > 0 })
        {
            await PrintChildrenAsync(job.Name, id, cancellation);
            return;
        }

        foreach (var (index, stream) in job.LogStreams.Index())
        {
            await PrintStreamAsync(job.LogStreams.Count > 1 ? $"{job.Name} attempt {index + 1}" : job.Name, stream, cancellation);
        }
    }

    private async Task PrintChildrenAsync(string name, string arrayJobId, CancellationToken cancellation)
    {
        foreach (var status in (string[])["SUCCEEDED", "FAILED"])
        {
            using var list = await api.BatchAsync(
                "/v1/listjobs", JsonText.Object(("arrayJobId", arrayJobId), ("jobStatus", status), ("maxResults", MostChildren)), cancellation);
            var ids = list.RootElement.GetProperty("jobSummaryList").EnumerateArray().Select(child => child.GetProperty("jobId").GetString() ?? "").ToList();
            if (ids.Count == 0)
            {
                continue;
            }

            using var described = await api.BatchAsync("/v1/describejobs", JsonText.Object(("jobs", ids)), cancellation);
            foreach (var child in described.RootElement.GetProperty("jobs").EnumerateArray().OrderBy(Index))
            {
                if (LogStream(child) is { } stream)
                {
                    await PrintStreamAsync($"{name}:{Index(child)}", stream, cancellation);
                }
            }
        }
    }

    private async Task PrintStreamAsync(string title, string stream, CancellationToken cancellation)
    {
        foreach (var line in await api.LogLinesAsync(Group, stream, cancellation))
        {
            if (isRaw)
            {
                screen.Raw($"{TerminalText.Of(title)} | {line}");
            }
            else
            {
                screen.Line($"{title} | {line}");
            }
        }
    }

    private static int Index(JsonElement child) =>
        child.TryGetProperty("arrayProperties", out var array) && array.TryGetProperty("index", out var index) ? index.GetInt32() : 0;

    private static string? LogStream(JsonElement child) =>
        child.TryGetProperty("container", out var container) && container.TryGetProperty("logStreamName", out var stream) ? stream.GetString() : null;
}
