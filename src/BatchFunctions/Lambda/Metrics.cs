using System.Text.Json;
using BatchFunctions.Wire;

namespace BatchFunctions.Lambda;

/// <summary>
/// Writes metrics as log lines in CloudWatch's embedded format: no call, no client. A line goes to the output as it is,
/// past the logger, since the format must be the whole line.
/// </summary>
internal sealed class Metrics(TextWriter output, TimeProvider time)
{
    private const string Namespace = "BatchFunctions";

    /// <summary>AWS Batch has taken a job.</summary>
    /// <param name="jobQueue">Name or ARN.</param>
    public void Submitted(string jobQueue) => Put("Submissions", 1, "Count", ("JobQueue", ResourceName.Of(jobQueue)));

    /// <summary>A job from the submit queue has been submitted, so long after it was put there.</summary>
    /// <param name="jobQueue">Name or ARN.</param>
    public void Queued(string jobQueue, TimeSpan delay) =>
        Put("QueueDelay", delay.TotalMilliseconds, "Milliseconds", ("JobQueue", ResourceName.Of(jobQueue)));

    /// <summary>A job is over.</summary>
    /// <param name="cause">SUCCEEDED, or the cause of its failure.</param>
    public void Ended(string cause) => Put("Outcomes", 1, "Count", ("Cause", cause));

    /// <summary>A rule has decided about a failed job.</summary>
    public void Decided(string decision) => Put("Decisions", 1, "Count", ("Decision", decision));

    /// <summary>The sweep could not compare something with AWS Batch.</summary>
    /// <param name="kind">JOB, SERVICE_JOB, INTENT or SUBMISSION.</param>
    public void SweepFailed(string kind) => Put("SweepFailures", 1, "Count", ("Item", kind));

    private void Put(string name, double value, string unit, (string Name, string Value) dimension) => output.WriteLine(JsonText.Of(writer =>
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
