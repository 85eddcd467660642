using System.Net;
using System.Text.Json;
using BatchFunctions.Failures;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Resubmissions;

namespace BatchFunctions.Tests.Jobs;

public sealed class ResubmitRulesTests
{
    private static readonly JobRecord Failed = new()
    {
        JobId = A.JobId,
        JobName = "hello",
        JobQueue = "default",
        Status = JobStatus.Failed,
        Rank = StatusRank.Terminal,
        CreatedAt = A.Noon,
        ChangedAt = A.Noon,
        OnFailure = "[]",
        Resubmission = 1,
        OriginalJobId = "first",
        Request = """{"jobName":"hello","jobQueue":"default","jobDefinition":"hello","parameters":{"a":"1","b":"2"},"dependsOn":[{"jobId":"over"}]}""",
    };

    [Fact]
    public void Only_a_job_that_is_over_and_whose_request_is_known_can_be_resubmitted()
    {
        Assert.Equal(HttpStatusCode.NotFound, Refusal(null));
        Assert.Equal(HttpStatusCode.Conflict, Refusal(Failed with { Status = JobStatus.Running }));
        Assert.Equal(HttpStatusCode.Conflict, Refusal(Failed with { Request = null }));
        Assert.Same(Failed, ResubmitRules.Check(A.JobId, Failed));

        static HttpStatusCode Refusal(JobRecord? record) =>
            Assert.Throws<ProblemException>(() => ResubmitRules.Check(A.JobId, record)).Problem.Status;
    }

    [Fact]
    public void Overrides_lie_over_the_stored_request_without_what_it_depended_on()
    {
        using var overrides = JsonDocument.Parse("""{"jobQueue":"spot","parameters":{"b":"3"}}""");

        Assert.Equal(
            """{"jobName":"hello","jobQueue":"spot","jobDefinition":"hello","parameters":{"a":"1","b":"3"}}""",
            ResubmitRules.Body(Failed, overrides.RootElement));
    }

    [Fact]
    public void Overrides_that_SubmitJob_would_refuse_are_named()
    {
        using var overrides = JsonDocument.Parse("""{"retryStrategy":{"attempts":11},"jobname":"x"}""");

        var problem = Assert.Throws<ProblemException>(() => ResubmitRules.Body(Failed, overrides.RootElement)).Problem;
        Assert.Equal(["/jobname", "/retryStrategy/attempts"], problem.Errors.Select(error => error.Pointer));
    }

    [Fact]
    public void The_lineage_goes_on()
    {
        var request = ResubmitRules.Request(Failed, Failed.Request ?? "", "token");

        Assert.Equal((A.JobId, "first", 2, "[]"), (request.ResubmitOf, request.OriginalJobId, request.Resubmission, request.OnFailure));
    }

    [Fact]
    public void Each_failed_child_becomes_a_job_that_is_told_its_index()
    {
        var array = Failed with { JobName = new string('n', 128), ArraySize = 20 };
        var job = Assert.Single(ResubmitRules.Children(
            array,
            """{"jobName":"hello","jobQueue":"default","jobDefinition":"hello","arrayProperties":{"size":20},"containerOverrides":{"environment":[{"name":"MODE","value":"fast"}]}}""",
            [new FailedChild(A.JobId, 12, null, "Unknown", A.Noon, [])],
            _ => DependencyFates.None,
            "token"));

        Assert.Equal(($"{A.JobId}:12", $"{new string('n', 125)}-12", "default"), (job.Request.ResubmitOf, job.Request.JobName, job.Request.JobQueue));
        Assert.Equal(("first", 2), (job.Request.OriginalJobId, job.Request.Resubmission));
        Assert.Equal(
            """{"jobName":"NAME-12","jobQueue":"default","jobDefinition":"hello","containerOverrides":{"environment":[{"name":"MODE","value":"fast"},{"name":"BATCH_FUNCTIONS_ARRAY_INDEX","value":"12"},{"name":"BATCH_FUNCTIONS_ARRAY_SIZE","value":"20"}]}}""",
            job.Body().Replace(new string('n', 125), "NAME", StringComparison.Ordinal));
    }

    [Fact]
    public void An_array_without_failed_children_is_not_resubmitted() =>
        Assert.Equal(HttpStatusCode.Conflict, Assert.Throws<ProblemException>(() => ResubmitRules.Children(Failed, "{}", [], _ => DependencyFates.None, "token")).Problem.Status);
}
