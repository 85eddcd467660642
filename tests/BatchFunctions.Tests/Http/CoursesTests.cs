using System.Net;
using System.Text.Json;
using Amazon.Batch.Model;
using BatchFunctions.Courses;
using JobStatus = BatchFunctions.Jobs.JobStatus;

namespace BatchFunctions.Tests.Http;

/// <summary>GET /timelines and GET /graph.</summary>
public sealed class CoursesTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    private readonly FunctionStack _stack = new();

    private async Task<JsonElement> GraphAsync(string name, string value, HttpStatusCode status = HttpStatusCode.OK)
    {
        var handler = _stack.Handler<DescribeGraphHandler>();
        var answer = await HttpAnswer.OfAsync(handler.DescribeGraph(new() { QueryStringParameters = new Dictionary<string, string> { [name] = value } }, _stack.Context));
        Assert.Equal(status, answer.Status);
        using var document = JsonDocument.Parse(answer.Body);

        return document.RootElement.Clone();
    }

    private static IEnumerable<string> Edges(JsonElement graph) =>
        graph.GetProperty("edges").EnumerateArray().Select(edge => $"{edge.GetProperty("from").GetString()}>{edge.GetProperty("to").GetString()}").Order();

    private void Knows(string jobId, params IEnumerable<string> dependsOn) =>
        _stack.Batch.Details[jobId] = new() { JobId = jobId, JobName = jobId, JobQueue = "default", Status = "PENDING", CreatedAt = 5, StartedAt = 0, DependsOn = [.. dependsOn.Select(id => new JobDependency { JobId = id })] };

    [Fact]
    public async Task A_timeline_has_every_status_of_a_job_with_its_time_and_what_it_asks_for()
    {
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Runnable), None);
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Running) with { StartedAt = A.Noon, Vcpus = 0.25m, MemoryMiB = 512 }, None);
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Failed, endedAttempts: 1) with { Vcpus = 0.25m, MemoryMiB = 512 }, None);
        var handler = _stack.Handler<ListTimelinesHandler>();

        using var document = JsonDocument.Parse((await HttpAnswer.OfAsync(handler.ListTimelines(new() { QueryStringParameters = new Dictionary<string, string> { ["jobQueue"] = "default" } }, _stack.Context))).Body);
        var job = document.RootElement.GetProperty("jobs")[0];

        Assert.Equal(("default", "FAILED", 0.25m, 512), (job.GetProperty("jobQueue").GetString(), job.GetProperty("status").GetString(), job.GetProperty("vcpus").GetDecimal(), job.GetProperty("memoryMiB").GetInt32()));
        Assert.Equal(["RUNNABLE", "RUNNING", "FAILED"], job.GetProperty("history").EnumerateArray().Select(step => step.GetProperty("status").GetString()));
        var attempt = job.GetProperty("attempts")[0];
        Assert.Equal(5_000, attempt.GetProperty("stoppedAt").GetInt64() - attempt.GetProperty("startedAt").GetInt64());
    }

    [Fact]
    public async Task The_graph_of_a_submission_has_its_jobs_and_what_they_depend_on_among_them()
    {
        foreach (var (jobId, depends) in (IEnumerable<(string, string[])>)[("split", []), ("left", ["split"]), ("right", ["split", "of-somebody-else"]), ("join", ["left", "right"])])
        {
            await _stack.Jobs.RecordSubmissionAsync(A.Submitted(jobId, "submission", name: jobId), None);
            Knows(jobId, depends);
        }

        await _stack.Jobs.RecordSubmissionAsync(A.Submitted("long-ago", "submission"), None);
        var graph = await GraphAsync("submissionId", "submission");

        Assert.Equal(["left>join", "right>join", "split>left", "split>right"], Edges(graph));
        Assert.Equal(5, graph.GetProperty("nodes").GetArrayLength());
        // Of the one that AWS Batch has forgotten it is not told what it depended on.
        Assert.Equal((1, false), (graph.GetProperty("forgotten").GetInt32(), graph.GetProperty("isPart").GetBoolean()));
    }

    [Fact]
    public async Task The_graph_of_a_job_goes_up_to_what_waits_for_nothing_and_asks_AWS_Batch_once_a_level()
    {
        Knows("last", "middle", "middle-2");
        Knows("middle", "first");
        Knows("middle-2", "first", "gone");
        Knows("first");
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Succeeded, jobId: "gone"), None);

        var graph = await GraphAsync("jobId", "last");

        Assert.Equal(["first>middle", "first>middle-2", "gone>middle-2", "middle-2>last", "middle>last"], Edges(graph));
        Assert.Equal(["first", "gone", "last", "middle", "middle-2"], graph.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("jobId").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(3, _stack.Batch.Described.Count);
    }

    [Fact]
    public async Task A_long_chain_is_told_in_part()
    {
        foreach (var n in Enumerable.Range(0, 40))
        {
            Knows($"{n}", $"{n + 1}");
        }

        var graph = await GraphAsync("jobId", "0");

        Assert.True(graph.GetProperty("isPart").GetBoolean());
        Assert.Equal(20, graph.GetProperty("nodes").GetArrayLength());
        Assert.InRange(_stack.Batch.Described.Count, 1, 20);
    }

    [Fact]
    public async Task A_job_that_nobody_knows_has_no_graph_and_a_question_names_one_thing()
    {
        await GraphAsync("jobId", "none", HttpStatusCode.NotFound);
        var wrong = await GraphAsync("jobIds", "none", HttpStatusCode.BadRequest);

        Assert.Equal(["?jobIds", "?submissionId"], wrong.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()));
    }
}
