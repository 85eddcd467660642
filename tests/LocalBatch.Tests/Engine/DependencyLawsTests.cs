using System.Globalization;
using CsCheck;
using LocalBatch.Execution;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Engine;

/// <summary>
/// Random graphs of single and array jobs, some of which fail, run to their end and held to what the dependencies say.
/// A failure prints its seed.
/// </summary>
public sealed class DependencyLawsTests
{
    private static readonly Gen<PlannedJob[]> Graphs =
        (from size in Gen.Int[1, 4]
         from failing in Gen.Int[0, 9].Array[0, 2]
         from waitsFor in Gen.Int[0, 20].Array[0, 3]
         from kind in Gen.Enum<Wait>()
         select new PlannedJob(size, [.. failing], [.. waitsFor.Distinct()], kind)).Array[1, 7];

    private enum Wait
    {
        Whole,
        Twins,
        Sequence,
    }

    [Fact]
    public async Task What_runs_and_how_it_ends_is_what_the_dependencies_say() => await Graphs.SampleAsync(
        async graph =>
        {
            await using var local = await LocalEngine.ReadyAsync(maxVcpus: 3);
            local.Executor.Script = attempt => [new AttemptEvent.Started(), new AttemptEvent.Exited(IsFailing(attempt) ? 1 : 0, null)];
            var expected = Expect(graph);
            var ids = new List<string>();
            foreach (var (job, index) in graph.Select((job, index) => (job, index)))
            {
                ids.Add(await local.SubmitAsync(Request(job, index, ids, graph)));
            }

            var shouldRun = new List<string>();
            for (var index = 0; index < graph.Length; index++)
            {
                var children = expected[index];
                var status = children.All(child => child == Outcome.Succeeded) ? "SUCCEEDED" : "FAILED";
                var ended = await local.UntilAsync(ids[index], status);
                shouldRun.AddRange(children.Index()
                    .Where(child => child.Item != Outcome.NeverRan)
                    .Select(child => graph[index].IsArray ? $"{ids[index]}:{child.Index}" : ids[index]));
                if (graph[index].IsArray)
                {
                    var summary = ended.GetProperty("arrayProperties").GetProperty("statusSummary");
                    Assert.Equal(children.Count(child => child == Outcome.Succeeded), summary.GetProperty("SUCCEEDED").GetInt32());
                    Assert.Equal(children.Count(child => child != Outcome.Succeeded), summary.GetProperty("FAILED").GetInt32());
                }
                else if (children[0] == Outcome.NeverRan)
                {
                    Assert.Equal("Dependent Job failed", ended.Text("statusReason"));
                    Assert.Equal(0, ended.GetProperty("attempts").GetArrayLength());
                }
            }

            Assert.Equal(shouldRun.Order(), local.Executor.Runs.Select(run => run.Attempt.JobId).Order());
        },
        iter: 60,
        threads: 1);

    private static bool IsFailing(Attempt attempt) =>
        attempt.Environment["FAILING"].Split(',').Contains(attempt.Environment.GetValueOrDefault("AWS_BATCH_JOB_ARRAY_INDEX", "0"));

    private static string Request(PlannedJob job, int index, List<string> ids, PlannedJob[] graph)
    {
        var failing = string.Join(',', job.Failing.Select(child => child.ToString(CultureInfo.InvariantCulture)));
        var dependsOn = Before(job, index).Select(other => job.HasTwin(graph[other])
            ? $$"""{"jobId": "{{ids[other]}}", "type": "N_TO_N"}"""
            : $$"""{"jobId": "{{ids[other]}}"}""").ToList();
        if (job.IsSequence)
        {
            dependsOn.Add("""{"type": "SEQUENTIAL"}""");
        }

        return $$"""
            "containerOverrides": {"environment": [{"name": "FAILING", "value": "{{failing}}"}]}, "dependsOn": [{{string.Join(", ", dependsOn)}}]
            """ + (job.IsArray ? $$""", "arrayProperties": {"size": {{job.Size}}}""" : "");
    }

    /// <summary>The jobs that one waits for: always earlier ones, so that there is no circle.</summary>
    private static List<int> Before(PlannedJob job, int index) =>
        index == 0 ? [] : [.. job.WaitsFor.Select(other => other % index).Distinct()];

    /// <summary>How each child ends, by the rules alone.</summary>
    private static List<Outcome[]> Expect(PlannedJob[] graph)
    {
        var all = new List<Outcome[]>();
        foreach (var (job, index) in graph.Select((job, index) => (job, index)))
        {
            var children = new Outcome[job.Size];
            for (var child = 0; child < job.Size; child++)
            {
                var isHeld = Before(job, index).Exists(other => job.HasTwin(graph[other])
                        ? all[other][child] != Outcome.Succeeded
                        : all[other].Any(outcome => outcome != Outcome.Succeeded))
                    || (job.IsSequence && child > 0 && children[child - 1] != Outcome.Succeeded);
                children[child] = isHeld ? Outcome.NeverRan : job.Failing.Contains(child) ? Outcome.Failed : Outcome.Succeeded;
            }

            all.Add(children);
        }

        return all;
    }

    private enum Outcome
    {
        Succeeded,
        Failed,
        NeverRan,
    }

    /// <param name="Size">Children; 1 for a single job.</param>
    /// <param name="Failing">Indexes that exit with 1.</param>
    /// <param name="WaitsFor">Earlier jobs, taken modulo how many there are.</param>
    /// <param name="Kind">How it waits, where both sides allow it.</param>
    private sealed record PlannedJob(int Size, IReadOnlyList<int> Failing, IReadOnlyList<int> WaitsFor, Wait Kind)
    {
        public bool IsArray => Size > 1;

        public bool IsSequence => IsArray && Kind == Wait.Sequence;

        public bool HasTwin(PlannedJob other) => Kind == Wait.Twins && IsArray && other.Size == Size;
    }
}
