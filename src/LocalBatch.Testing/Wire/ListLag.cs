using System.Text;
using System.Text.Json.Nodes;

namespace LocalBatch.Testing.Wire;

/// <summary>Leaves out of lists the jobs that AWS Batch would not list yet.</summary>
// AWS: a job just submitted may be missing for seconds (seen); how long no page says.
internal sealed class ListLag(TimeSpan lag, TimeProvider time)
{
    /// <summary>The answer of ListJobs without them; a page that is short or empty for it keeps its token.</summary>
    public ReadOnlyMemory<byte> Withhold(ReadOnlyMemory<byte> answer)
    {
        if (lag == TimeSpan.Zero || JsonNode.Parse(answer.Span) is not JsonObject body || body["jobSummaryList"] is not JsonArray jobs)
        {
            return answer;
        }

        var youngest = (time.GetUtcNow() - lag).ToUnixTimeMilliseconds();
        for (var index = jobs.Count - 1; index >= 0; index--)
        {
            if (jobs[index]?["createdAt"]?.GetValue<long>() > youngest)
            {
                jobs.RemoveAt(index);
            }
        }

        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}
