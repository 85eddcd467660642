using System.Text.Json.Nodes;
using LocalCloud.Mishaps;

namespace LocalCloud.Batch;

/// <summary>Leaves out of lists and descriptions the jobs that AWS Batch would not show yet.</summary>
// AWS: a job just submitted may be missing for seconds (seen); how long no page says.
internal sealed class YoungJobs(Chaos chaos, TimeProvider time)
{
    /// <summary>The answer without them; a page that is short or empty for it keeps its token.</summary>
    public ReadOnlyMemory<byte> Withhold(string target, ReadOnlyMemory<byte> answer)
    {
        var list = target.Split('?')[0] switch
        {
            "/v1/listjobs" => "jobSummaryList",
            "/v1/describejobs" => "jobs",
            _ => null,
        };
        if (list is null || chaos.Lag == TimeSpan.Zero || JsonNode.Parse(answer.Span) is not JsonObject body || body[list] is not JsonArray jobs)
        {
            return answer;
        }

        var youngest = (time.GetUtcNow() - chaos.Lag).ToUnixTimeMilliseconds();
        for (var index = jobs.Count - 1; index >= 0; index--)
        {
            if (jobs[index]?["createdAt"]?.GetValue<long>() > youngest)
            {
                jobs.RemoveAt(index);
                chaos.Withheld();
            }
        }

        return System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}
