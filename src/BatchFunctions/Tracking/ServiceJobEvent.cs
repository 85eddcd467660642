using System.Globalization;
using System.Text.Json;
using BatchFunctions.Jobs;
using BatchFunctions.ServiceJobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Tracking;

/// <summary>An event of AWS Batch about a service job.</summary>
/// <param name="IsBlocked">The job blocks its queue; otherwise its status has changed.</param>
internal sealed record ServiceJobEvent(bool IsBlocked, ServiceJobRecord News)
{
    private const string Changed = "Batch Service Job State Change";

    private const string Blocked = "Batch Service Job Queue Blocked";

    /// <returns><c>null</c> for an event of another kind, and for what is no event.</returns>
    /// <exception cref="FormatException">It says that it is one, and tells of no service job.</exception>
    // AWS: the detail has the shape of DescribeServiceJob without tags and payload (Batch user guide, service job state change events).
    public static ServiceJobEvent? Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var type = RequestRules.Text(root, "detail-type");
            if (type is not (Changed or Blocked) || !root.TryGetProperty("detail", out var detail))
            {
                return null;
            }

            var at = DateTimeOffset.Parse(RequestRules.Text(root, "time") ?? "", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            var job = detail.Deserialize(BatchJson.Instance.DescribedServiceJob) ?? throw new FormatException("The event has no detail.");

            return new ServiceJobEvent(type == Blocked, ServiceJobReader.Read(job, at));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
