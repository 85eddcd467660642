using System.Text.Json;
using LocalCloud.Console;

namespace LocalBatch.Cli.Jobs;

/// <summary>A job as DescribeJobs tells of it.</summary>
/// <param name="Detail">The whole answer.</param>
internal sealed record KnownJob(JsonElement Detail)
{
    public string JobId => Detail.Text("jobId") ?? "";

    public string Status => Detail.Text("status") ?? "";

    public bool IsOver => Status is "SUCCEEDED" or "FAILED";

    /// <summary>It has started, or has been started before.</summary>
    public bool HasWritten => Streams.Count > 0;

    /// <summary>Its children by number; 0 for a job that is no array.</summary>
    public int Children => Of("arrayProperties").Number("size") ?? 0;

    /// <summary>Its nodes; 0 for a job of one.</summary>
    public int Nodes => Of("nodeProperties").Number("numNodes") ?? 0;

    /// <summary>
    /// Where the last attempt's output is; named where it has several containers.
    /// </summary>
    // AWS: a job of one container has the stream in its container, one of several in each container of its task or pod (API_JobDetail).
    public IReadOnlyList<(string? Container, string Stream)> Streams
    {
        get
        {
            if (Of("container").Text("logStreamName") is { } one)
            {
                return [(null, one)];
            }

            var containers = Of("ecsProperties").List("taskProperties").SelectMany(task => task.List("containers"))
                .Concat(Pod.List("initContainers")).Concat(Pod.List("containers"));

            return
            [
                .. containers
                    .Select(container => (Name: container.Text("name"), Stream: container.Text("logStreamName")))
                    .Where(container => container.Stream is not null)
                    .Select(container => (container.Name, container.Stream ?? "")),
            ];
        }
    }

    private JsonElement Pod => Of("eksProperties").Member("podProperties", JsonValueKind.Object) ?? default;

    private JsonElement Of(string member) => Detail.Member(member, JsonValueKind.Object) ?? default;
}
