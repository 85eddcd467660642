using BatchFunctions.Jobs;
using BatchFunctions.Wire;
using Simulation.Tests.Workload;

namespace Simulation.Tests.Invariants;

/// <summary>Each job stands for a request, for a row of a manifest, for a failed child, or for a failed job that is to run again.</summary>
internal static class EveryJobIsAskedFor
{
    public static void Check(EndState end, Callers callers)
    {
        var tokens = callers.Requests.Select(request => request.Token).ToHashSet();
        var ids = callers.Requests.SelectMany(request => request.JobIds).ToHashSet();
        tokens.UnionWith(callers.Manifests.Where(manifest => manifest.Plan.IsGood).SelectMany(Rows));
        tokens.UnionWith(callers.Requests.SelectMany(Children));
        tokens.UnionWith(end.Records.Values.Where(record => record.Status == JobStatus.Failed).Select(record => FailureDecision.TokenOf(record.JobId)));
        foreach (var job in end.Jobs.Where(job => !tokens.Contains(EndState.TokenOf(job)) && !ids.Contains(job.JobId)))
        {
            // A caller without a key cannot be told apart from its repetition; it asked once.
            var asked = callers.Requests.Count(request => request.Token.Length == 0 && request.Name == job.JobName);
            if (asked == 0 || end.Jobs.Count(other => other.JobName == job.JobName && end.Records.GetValueOrDefault(other.JobId)?.ResubmitOf is null) > asked)
            {
                throw new InvariantBrokenException("no job that nobody asked for", $"{job.JobName} {job.JobId}.");
            }
        }
    }

    private static IEnumerable<string> Rows(DroppedManifest manifest) =>
        manifest.Plan.Jobs.Select((_, row) => Token.Of(manifest.Token, row.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>The resubmission of an array is a submission with a row for each failed child.</summary>
    private static IEnumerable<string> Children(CallerRequest request) =>
        Enumerable.Range(0, 10).Select(row => Token.Of(request.Token, row.ToString(System.Globalization.CultureInfo.InvariantCulture)));
}
