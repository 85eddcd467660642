using System.Text.Json;
using BatchFunctions.Jobs;
using BatchFunctions.Submissions;
using Simulation.Tests.Functions;
using Simulation.Tests.Workload;

namespace Simulation.Tests.Invariants;

/// <summary>Each submission is finished, its rows are all there, and its jobs are as many as it says.</summary>
internal sealed class SubmissionsAddUp(Stack stack, EndState end, HttpApi api)
{
    private const string Name = "the counts of a submission add up";

    public async Task CheckAsync(Callers callers)
    {
        foreach (var manifest in callers.Manifests)
        {
            await CheckAsync(manifest, callers);
        }

        foreach (var request in callers.Requests.Where(request => request.SubmissionId is not null))
        {
            await CheckAsync(request.Name, request.SubmissionId ?? "", null);
        }
    }

    private async Task CheckAsync(DroppedManifest manifest, Callers callers)
    {
        var id = SubmissionIntake.IdOf(manifest.Token);
        var isTold = manifest.ResultKey is not null || callers.Requests.Any(request => request.SubmissionId == id);
        var known = await stack.Submissions.FindAsync(id, CancellationToken.None);
        // A caller that gave up before it was told of its submission may leave one that was cut off, which is told by then.
        Require(known is null or { State: SubmissionState.Finished }, manifest.Plan.Jobs[0], $"a submission is {known?.State} for ever");
        var isTaken = known is not null && (isTold || known.CutOffAt is null);
        var name = manifest.Plan.Jobs[0];
        if (!manifest.Plan.IsGood)
        {
            Require(!isTaken, name, "a manifest with a mistake was taken");
        }
        else if (isTaken)
        {
            await CheckAsync(name, id, manifest.Plan.Jobs.Count);
        }
        else
        {
            Require(!isTold, name, "an acknowledged manifest is lost");
        }

        if (manifest.ResultKey is { } key)
        {
            Require(stack.Bucket.Results.ContainsKey(key), name, $"there is no {key}");
        }
    }

    private async Task CheckAsync(string name, string id, int? jobs)
    {
        var answer = await api.DescribeSubmissionAsync(id);
        var rows = await stack.Submissions.RowsAsync(id, CancellationToken.None);
        Require(answer.Text("state") == "FINISHED", name, answer.Body);
        Require(jobs is null || answer.Number("total") == jobs, name, answer.Body);
        Require(answer.Number("submitted") + answer.Number("refused") == answer.Number("total"), name, answer.Body);
        Require(rows.All(row => row.JobId is null ? row.Error is { Length: > 0 } : end.Records.ContainsKey(row.JobId)), name, answer.Body);
        using var body = JsonDocument.Parse(answer.Body);
        var statuses = body.RootElement.GetProperty("statuses").EnumerateObject().Sum(status => status.Value.GetInt32());
        Require(statuses == answer.Number("submitted") + answer.Number("resubmissions"), name, answer.Body);
        Require(answer.Number("open") == 0, name, answer.Body);
        CheckRecords(name, id, body.RootElement, answer.Body);
    }

    /// <summary>What is counted as it goes is what the records say when all is over.</summary>
    private void CheckRecords(string name, string id, JsonElement answer, string text)
    {
        var records = end.Records.Values.Where(record => record.SubmissionId == id).ToList();
        foreach (var status in answer.GetProperty("statuses").EnumerateObject())
        {
            Require(records.Count(record => record.Status.Name == status.Name) == status.Value.GetInt32(), name, text);
        }

        Require(records.Count(record => record.Try > 0) == answer.GetProperty("resubmissions").GetInt32(), name, text);
    }

    private static void Require(bool holds, string name, string detail)
    {
        if (!holds)
        {
            throw new InvariantBrokenException(Name, $"{name}: {detail}");
        }
    }
}
