using System.Text.Json;
using BatchFunctions.Http;

namespace BatchFunctions;

/// <summary>
/// Writes metrics as log lines in CloudWatch's embedded format: no call, no client. A line goes to the output as it is,
/// past the logger, since the format must be the whole line.
/// </summary>
internal sealed class Metrics(TextWriter output, TimeProvider time)
{
    private const string Namespace = "BatchFunctions";

    /// <param name="name">Such as <c>Submissions</c>.</param>
    /// <param name="unit">CloudWatch's word: Count, Milliseconds.</param>
    /// <param name="dimension">Name and value that the metric is split by.</param>
    public void Put(string name, double value, string unit, (string Name, string Value) dimension) => output.WriteLine(Answer.Text(writer =>
    {
        // AWS: the embedded metric format specification.
        writer.WriteStartObject();
        writer.WriteStartObject("_aws");
        writer.WriteNumber("Timestamp", time.GetUtcNow().ToUnixTimeMilliseconds());
        writer.WriteStartArray("CloudWatchMetrics");
        WriteDirective(writer, name, unit, dimension.Name);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteString(dimension.Name, dimension.Value);
        writer.WriteNumber(name, Math.Round(value, 3));
        writer.WriteEndObject();
    }));

    private static void WriteDirective(Utf8JsonWriter writer, string name, string unit, string dimension)
    {
        writer.WriteStartObject();
        writer.WriteString("Namespace", Namespace);
        writer.WriteStartArray("Dimensions");
        writer.WriteStartArray();
        writer.WriteStringValue(dimension);
        writer.WriteEndArray();
        writer.WriteEndArray();
        writer.WriteStartArray("Metrics");
        writer.WriteStartObject();
        writer.WriteString("Name", name);
        writer.WriteString("Unit", unit);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
