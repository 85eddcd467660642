using System.Globalization;
using LocalCloud.Stack;
using LocalCloud.Template;

namespace LocalCloud.Console;

/// <summary>What becomes of a template on one machine, in lines for a person. Values in, values out.</summary>
internal static class TemplateText
{
    /// <param name="file">As the user named it.</param>
    /// <param name="model">What was read of it.</param>
    public static IEnumerable<string> Of(string file, StackModel model)
    {
        yield return $"{file} is good.";
        foreach (var (kind, names) in Served(model).Where(entry => entry.Names.Count > 0))
        {
            yield return $"Served: {kind} {string.Join(", ", names)}";
        }

        if (Routes(model) is { Count: > 0 } routes)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Served: {routes.Count} routes of an HTTP API");
        }

        foreach (var line in LeftOut(model).Concat(model.Notes))
        {
            yield return line;
        }
    }

    /// <summary>What the template asks for that has no meaning here.</summary>
    public static IEnumerable<string> LeftOut(StackModel model)
    {
        if (model.Ignored.Count > 0)
        {
            var ignored = model.Ignored.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key} ({entry.Value.Count})");
            yield return $"Simulated, not needed here: {model.Ignored.Count} kinds, {string.Join(", ", ignored)}";
        }

        foreach (var (source, targetArn) in ServiceMapping.Undelivered(model))
        {
            yield return $"Not delivered on one machine: what {source} sends to {targetArn}";
        }
    }

    private static List<HttpRoute> Routes(StackModel model) => [.. model.Functions.SelectMany(function => function.Routes)];

    private static IEnumerable<(string Kind, IReadOnlyList<string> Names)> Served(StackModel model)
    {
        foreach (var (kind, name) in ((BatchResourceKind, string)[])
        [
            (BatchResourceKind.JobQueue, "job queues"), (BatchResourceKind.JobDefinition, "job definitions"), (BatchResourceKind.ComputeEnvironment, "compute environments"),
            (BatchResourceKind.SchedulingPolicy, "scheduling policies"), (BatchResourceKind.ConsumableResource, "consumable resources"), (BatchResourceKind.ServiceEnvironment, "service environments"),
        ])
        {
            yield return (name, [.. model.Batch.Where(resource => resource.Kind == kind).Select(resource => resource.Name)]);
        }

        yield return ("functions", [.. model.Functions.Select(function => function.LogicalId)]);
        yield return ("buckets", [.. model.Buckets.Select(bucket => bucket.Name)]);
        yield return ("queues of messages", [.. model.Queues.Select(queue => queue.Name)]);
        yield return ("tables", [.. model.Tables.Select(table => table.Name)]);
        yield return ("event buses", model.EventBuses);
        yield return ("rules", [.. model.Rules.Select(rule => rule.Name)]);
        yield return ("schedules", [.. model.Schedules.Select(schedule => schedule.Name)]);
        yield return ("roles", [.. model.Roles.Select(role => role.Arn[(role.Arn.LastIndexOf('/') + 1)..])]);
    }
}
