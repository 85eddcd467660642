using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BatchFunctions.Failures;

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
            ? [.. list.EnumerateArray().Select(entry => (Jobs.RequestRules.Text(entry, "jobId"), Jobs.RequestRules.Text(entry, "type")))]
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
