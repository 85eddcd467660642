using System.Text.Json;

namespace LocalBatch.ServiceJobs;

/// <summary>What the engine reads of a <c>CreateTrainingJob</c> request; AWS Batch passes it on without a check.</summary>
/// <param name="Name"><c>TrainingJobName</c>, or the empty text.</param>
/// <param name="Problem">Why SageMaker would refuse it; <c>null</c> where it would not.</param>
/// <param name="HyperParameters">Texts by name.</param>
internal sealed record TrainingRequest(string Name, ServiceDemand Demand, IReadOnlyDictionary<string, string> HyperParameters, string? Problem)
{
    private static readonly ServiceDemand Nothing = new(new Dictionary<string, int>());

    public static TrainingRequest Read(string? payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload ?? "");

            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new(Text(document.RootElement, "TrainingJobName") ?? "", Instances(document.RootElement), HyperParametersOf(document.RootElement), null)
                : Refused("the request must be a JSON object");
        }
        catch (JsonException)
        {
            return Refused("the request is no JSON");
        }
    }

    private static TrainingRequest Refused(string problem) => new("", Nothing, Resources.Empty.Map, $"ValidationException: {problem}.");

    // AWS: a job takes the instances of its resource configuration (API_CreateServiceEnvironment, capacityLimits).
    private static ServiceDemand Instances(JsonElement request)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        if (request.TryGetProperty("ResourceConfig", out var resources) && resources.ValueKind == JsonValueKind.Object)
        {
            var groups = resources.TryGetProperty("InstanceGroups", out var given) && given.ValueKind == JsonValueKind.Array
                ? given.EnumerateArray().Where(group => group.ValueKind == JsonValueKind.Object)
                : [resources];
            foreach (var group in groups)
            {
                var type = Text(group, "InstanceType") ?? "";
                counts[type] = counts.GetValueOrDefault(type) + Count(group);
            }
        }

        return new(counts.Count > 0 ? counts : new Dictionary<string, int> { [""] = 1 });
    }

    private static int Count(JsonElement group) =>
        group.TryGetProperty("InstanceCount", out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out var number) && number > 0 ? number : 1;

    private static Dictionary<string, string> HyperParametersOf(JsonElement request)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (request.TryGetProperty(nameof(HyperParameters), out var given) && given.ValueKind == JsonValueKind.Object)
        {
            foreach (var parameter in given.EnumerateObject())
            {
                parameters[parameter.Name] = parameter.Value.ValueKind == JsonValueKind.String ? parameter.Value.GetString() ?? "" : parameter.Value.ToString();
            }
        }

        return parameters;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
