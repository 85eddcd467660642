using System.Text.Json;
using BatchFunctions.Http;

namespace BatchFunctions.Submissions;

/// <summary>Puts what a job depends on into its SubmitJob body.</summary>
internal static class DependencyText
{
    /// <param name="body">A body that names no dependencies.</param>
    /// <param name="dependencies">Each with a job id, or SEQUENTIAL within the array itself.</param>
    public static string Add(string body, IReadOnlyList<QueuedDependency> dependencies)
    {
        if (dependencies.Count == 0)
        {
            return body;
        }

        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;

        return Answer.Text(writer =>
        {
            writer.WriteStartObject();
            foreach (var member in root.EnumerateObject())
            {
                member.WriteTo(writer);
            }

            writer.WriteStartArray(DependencyReader.Field);
            foreach (var dependency in dependencies)
            {
                Write(writer, dependency);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter writer, QueuedDependency dependency)
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
