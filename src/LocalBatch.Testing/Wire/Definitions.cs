using System.Collections.Concurrent;
using System.Text.Json;

namespace LocalBatch.Testing.Wire;

/// <summary>Registers job definitions that a test needs only the name of.</summary>
internal sealed class Definitions(BatchEngine engine, bool definesOnSubmit)
{
    // Tests submit from many threads.
    private readonly ConcurrentDictionary<string, Task> _known = new(StringComparer.Ordinal);

    /// <summary>Before a SubmitJob: its definition, where nobody has ever registered that name.</summary>
    public Task DefineAsync(ReadOnlyMemory<byte> submitJob, CancellationToken cancellation) =>
        definesOnSubmit && Name(submitJob, "jobDefinition") is { } name && !name.Contains(':', StringComparison.Ordinal)
            ? _known.GetOrAdd(name, one => RegisterAsync(one, cancellation))
            : Task.CompletedTask;

    /// <summary>Somebody has registered one.</summary>
    public void Registered(ReadOnlyMemory<byte> request)
    {
        if (Name(request, "jobDefinitionName") is { } name)
        {
            _known.TryAdd(name, Task.CompletedTask);
        }
    }

    /// <summary>Registers one by name, one vCPU and 512 MiB.</summary>
    public async Task RegisterAsync(string name, CancellationToken cancellation)
    {
        using MemoryStream body = new();
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteString("jobDefinitionName", name);
            json.WriteString("type", "container");
            json.WriteStartObject("containerProperties");
            json.WriteString("image", $"localbatch/{Image(name)}");
            json.WriteStartArray("command");
            json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteStartArray("resourceRequirements");
            Requirement(json, "VCPU", "1");
            Requirement(json, "MEMORY", "512");
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        // A name that AWS Batch does not take is refused by SubmitJob too, in AWS's words.
        await engine.HandleAsync(new("POST", "/v1/registerjobdefinition", body.ToArray()), cancellation);
        _known.TryAdd(name, Task.CompletedTask);
    }

    private static string Image(string name) => name.ToLowerInvariant().Trim('-', '_') is { Length: > 0 } image ? image : "image";

    private static void Requirement(Utf8JsonWriter json, string type, string value)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("value", value);
        json.WriteEndObject();
    }

    private static string? Name(ReadOnlyMemory<byte> body, string member)
    {
        try
        {
            using var document = JsonDocument.Parse(body);

            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(member, out var name)
                && name.ValueKind == JsonValueKind.String
                ? name.GetString()
                : null;
        }
        catch (JsonException)
        {
            // The engine says what is wrong with it.
            return null;
        }
    }
}
