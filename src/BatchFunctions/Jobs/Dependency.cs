using System.Text.Json;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>Something that a job waits for.</summary>
/// <param name="Token">Another accepted request, whose job id is not known yet.</param>
/// <param name="JobName">The name of that job: another one of the manifest.</param>
/// <param name="JobId">A job that AWS Batch has already.</param>
/// <param name="Type">SEQUENTIAL or N_TO_N, for array jobs.</param>
internal sealed record Dependency(string? Token, string? JobName, string? JobId, string? Type)
{
    /// <summary>A failed job, or a failed child of an array: waited for is what stands in for it by the time of the submission.</summary>
    public string? InsteadOf { get; init; }
}

/// <summary>Puts what a job depends on into its SubmitJob body.</summary>
internal static class DependencyText
{
    public const string Field = "dependsOn";

    /// <param name="body">A body that names no dependencies.</param>
    /// <param name="dependencies">Each with a job id, or SEQUENTIAL within the array itself.</param>
    public static string Add(string body, IReadOnlyList<Dependency> dependencies)
    {
        if (dependencies.Count == 0)
        {
            return body;
        }

        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;

        return JsonText.Of(writer =>
        {
            writer.WriteStartObject();
            foreach (var member in root.EnumerateObject())
            {
                member.WriteTo(writer);
            }

            writer.WriteStartArray(Field);
            foreach (var dependency in dependencies)
            {
                Write(writer, dependency);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter writer, Dependency dependency)
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
