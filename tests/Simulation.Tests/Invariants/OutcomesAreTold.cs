using System.Text.Json;
using System.Text.Json.Nodes;
using BatchFunctions.Jobs;
using BatchFunctions.Outcomes;

namespace Simulation.Tests.Invariants;

/// <summary>The bus has heard of each end and each decision, and always the same of the same.</summary>
internal static class OutcomesAreTold
{
    public static void Check(EndState end, IReadOnlyList<OutcomeEvent> published)
    {
        var told = published.ToLookup(Key);
        foreach (var group in told.Where(group => group.Select(Content).Distinct().Count() > 1))
        {
            throw new InvariantBrokenException(
                "an outcome is told the same each time", string.Join(" | ", group.Select(happening => happening.Detail).Distinct()));
        }

        foreach (var record in end.Records.Values)
        {
            Require(told, $"{record.JobId}/finished");
            if (record.Decision is FailureDecision.Resubmitted or FailureDecision.GivenUp)
            {
                Require(told, $"{record.JobId}/{(record.Decision == FailureDecision.Resubmitted ? "resubmitted" : "givenUp")}");
            }
        }
    }

    private static string Key(OutcomeEvent happening)
    {
        using var detail = JsonDocument.Parse(happening.Detail);

        return detail.RootElement.GetProperty("key").GetString() ?? "";
    }

    /// <summary>Without the submission: a request that is tried at once and queued later gets one in between.</summary>
    private static string Content(OutcomeEvent happening)
    {
        var detail = JsonNode.Parse(happening.Detail)?.AsObject() ?? [];
        detail.Remove("submissionId");

        return happening.DetailType + detail.ToJsonString();
    }

    private static void Require(ILookup<string, OutcomeEvent> told, string key)
    {
        if (!told.Contains(key))
        {
            throw new InvariantBrokenException("each outcome is told", key);
        }
    }
}
