using System.Globalization;
using System.Text.Json;
using Amazon.Batch.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Tracking;

/// <summary>An event of AWS Batch about a job.</summary>
/// <param name="IsBlocked">The job blocks its queue; otherwise its status has changed.</param>
internal sealed record BatchEvent(bool IsBlocked, JobChange Change)
{
    /// <exception cref="FormatException">Not an event of a job; it is parked among the dead letters.</exception>
    public static BatchEvent Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var type = RequestRules.Text(root, "detail-type");
            if (type is not ("Batch Job State Change" or "Batch Job Queue Blocked") || !root.TryGetProperty("detail", out var detail))
            {
                throw new FormatException($"'{type}' is not an event about a job.");
            }

            var at = DateTimeOffset.Parse(RequestRules.Text(root, "time") ?? "", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            var job = detail.Deserialize<JobDetail>(BatchJson.Instance.JobDetail) ?? throw new FormatException("The event has no detail.");

            return new BatchEvent(type == "Batch Job Queue Blocked", JobNews.Read(job, at));
        }
        catch (JsonException exception)
        {
            throw new FormatException("The event is not JSON of the shape that AWS Batch sends.", exception);
        }
    }
}
