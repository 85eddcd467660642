using System.Globalization;
using System.Text.Json;
using Amazon.Batch.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Tracking;

/// <summary>An event of AWS Batch about a job.</summary>
/// <param name="IsBlocked">The job blocks its queue; otherwise its status has changed.</param>
/// <param name="Job">The job as the event tells it.</param>
/// <param name="Change">The same, read.</param>
internal sealed record BatchEvent(bool IsBlocked, JobDetail Job, JobChange Change)
{
    /// <summary>The job has failed, and the event does not say all that decides what is done about it.</summary>
    public bool NeedsFacts => !IsBlocked && Change.Status == JobStatus.Failed && EventGaps.Are(Job);

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

            return new BatchEvent(type == "Batch Job Queue Blocked", job, JobNews.Read(job, at));
        }
        catch (JsonException exception)
        {
            throw new FormatException("The event is not JSON of the shape that AWS Batch sends.", exception);
        }
    }

    /// <summary>The event with its gaps filled from what DescribeJobs says of the job.</summary>
    public BatchEvent With(JobDetail described)
    {
        EventGaps.Fill(Job, described);

        return this with { Change = JobNews.Read(Job, Change.At) };
    }
}
