using System.Globalization;
using System.Text.Json;

namespace LocalCloud.Console;

/// <summary>One compute environment of a queue, as DescribeComputeEnvironments tells it.</summary>
/// <param name="MaxVcpus"><c>maxvCpus</c>; <c>null</c> where it has none.</param>
/// <param name="Types">What jobs run on there, such as <c>FARGATE</c> or <c>m5.large</c>.</param>
internal sealed record WaitingEnvironment(string Name, string State, string Status, string? StatusReason, int? MaxVcpus, string Types);

/// <summary>Why a RUNNABLE job has not started, in one sentence with the figures. Values in, values out.</summary>
internal static class WaitingReason
{
    /// <param name="record">The job's record, with what DescribeJobs says as <c>detail</c>.</param>
    /// <param name="environments">Those of its queue, in order.</param>
    /// <param name="before">Jobs before it in its queue; <c>null</c> where it is not known.</param>
    public static string Of(JsonElement record, IReadOnlyList<WaitingEnvironment> environments, int? before)
    {
        var queue = Name(record.Text("jobQueue") ?? "?");
        var asks = Asks(record);
        if (record.Text("blockedBy") is { } blocking)
        {
            return $"waits behind job {blocking} of queue {queue}, which cannot start: {record.Text("blockedReason")}";
        }

        if (environments.Count > 0 && environments.All(one => one.Status == "INVALID"))
        {
            return $"cannot start: {string.Join("; ", environments.Select(one => $"compute environment {one.Name} of queue {queue} is INVALID{(one.StatusReason is { } why ? $" ({why})" : "")}"))}";
        }

        if (environments.Count > 0 && environments.All(one => one.State == "DISABLED"))
        {
            return $"waits until compute environment {string.Join(" or ", environments.Select(one => one.Name))} of queue {queue}, which is DISABLED, is ENABLED";
        }

        if (environments.Count > 0 && environments.All(one => one.MaxVcpus < Vcpus(record)))
        {
            return string.Create(CultureInfo.InvariantCulture, $"cannot start: it asks {Vcpus(record)} vCPU, and queue {queue} has at most {environments.Max(one => one.MaxVcpus)}");
        }

        if (record.Text("blockedReason") is { } blocked)
        {
            // What no instance can give is told with the figures; for anything else the reason itself says it, such as a consumable resource.
            return blocked.Contains("consumable resource", StringComparison.Ordinal)
                ? $"cannot start: {blocked.Split(" - ", 2)[^1]}"
                : $"cannot start: it asks {asks}, more than queue {queue} can give on {string.Join(" or ", environments.Select(one => one.Types))} ({blocked.Split(" - ")[0]})";
        }

        return before switch
        {
            > 0 and var count => string.Create(CultureInfo.InvariantCulture, $"waits its turn: {count} {(count == 1 ? "job is" : "jobs are")} before it in queue {queue}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"waits for room: it asks {asks}, and of the {environments.Sum(one => one.MaxVcpus)} vCPU of queue {queue}, or of this machine's (--max-vcpus), too few are free"),
        };
    }

    /// <summary>Such as <c>2 vCPU, 2048 MiB, 1 GPU</c>.</summary>
    private static string Asks(JsonElement record) => string.Join(", ", new[] { ("VCPU", " vCPU"), ("MEMORY", " MiB"), ("GPU", " GPU") }
        .Select(kind => Requirement(record, kind.Item1) is { } value ? value + kind.Item2 : null).OfType<string>());

    private static decimal Vcpus(JsonElement record) =>
        decimal.TryParse(Requirement(record, "VCPU"), NumberStyles.Number, CultureInfo.InvariantCulture, out var vcpus) ? vcpus : 0;

    private static string? Requirement(JsonElement record, string type)
    {
        var container = record.Member("detail", JsonValueKind.Object)?.Member("container", JsonValueKind.Object) ?? default;

        return container.List("resourceRequirements").FirstOrDefault(one => one.Text("type") == type).Text("value")
            ?? (type switch { "VCPU" => container.Number("vcpus"), "MEMORY" => container.Number("memory"), _ => null })?.ToString(CultureInfo.InvariantCulture);
    }

    private static string Name(string nameOrArn) => nameOrArn[(nameOrArn.LastIndexOf('/') + 1)..];
}
