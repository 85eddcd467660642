using BatchFunctions.Failures;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace BatchFunctions.Tests.Failures;

public sealed class JobEndsTests
{
    private readonly FakeTimeProvider _clock = new(A.Noon);
    private readonly InMemoryJobs _jobs = new();
    private readonly InMemorySubmitQueue _queue = new();
    private readonly RecordingOutcomes _outcomes = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failure_is_decided_once_however_often_it_is_told()
    {
        await FailAsync(A.JobId, "OutOfMemory");

        await HandleAsync(A.JobId);
        await HandleAsync(A.JobId);

        var job = Assert.Single(_queue.Sent).Message.Job;
        Assert.Equal((A.JobId, A.JobId, 1), (job?.ResubmitOf, job?.OriginalJobId, job?.Resubmission));
        Assert.Equal(["Job Resubmitted", "Job Finished"], _outcomes.Published.Select(happening => happening.DetailType));
        Assert.Equal("RESUBMITTED", (await _jobs.FindAsync(A.JobId, None))?.Decision);
    }

    [Fact]
    public async Task A_resubmission_belongs_to_the_submission_whose_row_it_stands_in_for()
    {
        await FailAsync(A.JobId, "OutOfMemory");
        await _jobs.RecordSubmissionAsync(A.Submitted(submissionId: "sub").Asking(request => request with { Row = 3 }), None);

        await HandleAsync(A.JobId);

        Assert.Equal("sub", (await _jobs.FindAsync(A.JobId, None))?.SubmissionId);
        var job = Assert.Single(_queue.Sent).Message.Job;
        Assert.Equal((A.JobId, "sub", 3, 1), (job?.ResubmitOf, job?.SubmissionId, job?.Row, job?.Try));
    }

    [Fact]
    public async Task Interrupted_anywhere_it_queues_the_same_request_and_no_other()
    {
        for (var effect = 0; effect < 3; effect++)
        {
            foreach (var after in new[] { false, true })
            {
                var test = new JobEndsTests();
                await test.FailAsync(A.JobId, "SpotInterruption");
                var cut = new CutPoint(effect, after);
                await Record.ExceptionAsync(() => test.Handler(cut).HandleAsync(A.JobId, 0, None));
                await test.HandleAsync(A.JobId);

                Assert.Single(test._queue.Sent.DistinctBy(sent => sent.Message.Job?.Token));
                Assert.Contains(test._outcomes.Published, happening => happening.DetailType == "Job Finished");
            }
        }
    }

    [Fact]
    public async Task A_dependant_waits_for_the_decision_and_is_rewired_to_the_stand_in()
    {
        await FailAsync("first", "OutOfMemory");
        await FailAsync("second", "DependencyFailed", """{"jobName":"second","jobQueue":"default","jobDefinition":"hello","dependsOn":[{"jobId":"first"},{"jobId":"fine"}]}""");

        await _jobs.AdvanceAsync(A.Change(JobStatus.Running, jobId: "fine"), None);

        await HandleAsync("second");
        Assert.Equal("second", Assert.Single(_queue.Drain()).DecideJob);

        await HandleAsync("first");
        await HandleAsync("second");

        var dependant = _queue.Sent[1].Message.Job;
        Assert.Equal("second", dependant?.ResubmitOf);
        Assert.Equal(
            [("first", null), (null, "fine")],
            dependant?.DependsOn?.Select(dependency => (dependency.InsteadOf, dependency.JobId)));
    }

    [Fact]
    public async Task A_dependant_of_a_job_that_is_given_up_is_given_up()
    {
        await FailAsync("first", "ApplicationError");
        await FailAsync("second", "DependencyFailed", """{"jobName":"second","jobQueue":"default","jobDefinition":"hello","dependsOn":[{"jobId":"first"}]}""");

        await HandleAsync("first");
        await HandleAsync("second");

        Assert.Empty(_queue.Sent);
        Assert.Equal("It depends on first, which is not resubmitted.", (await _jobs.FindAsync("second", None))?.DecisionReason);
    }

    [Fact]
    public async Task A_job_s_own_rules_come_before_those_of_the_stack()
    {
        await FailAsync(A.JobId, "OutOfMemory", onFailure: """[{"action":"giveUp"}]""");

        await HandleAsync(A.JobId);

        Assert.Empty(_queue.Sent);
        Assert.Equal(["Job Given Up", "Job Finished"], _outcomes.Published.Select(happening => happening.DetailType));
    }

    [Fact]
    public async Task Of_an_array_the_failed_children_are_resubmitted_by_a_rule_that_is_for_them_each_by_its_own_cause()
    {
        await FailArrayAsync(
            """[{"causes":["OutOfMemory"],"action":"resubmit","memoryFactor":2,"arrayChildren":true},{"causes":["SpotInterruption"],"action":"resubmit","arrayChildren":true}]""",
            (3, "OutOfMemory"), (1, "SpotInterruption"));

        await HandleAsync(A.JobId);

        Assert.Equal(
            [
                ($"{A.JobId}:1", "hello-1", """{"jobName":"hello-1","jobQueue":"default","jobDefinition":"hello","containerOverrides":{"environment":[{"name":"BATCH_FUNCTIONS_ARRAY_INDEX","value":"1"},{"name":"BATCH_FUNCTIONS_ARRAY_SIZE","value":"5"}]}}"""),
                ($"{A.JobId}:3", "hello-3", """{"jobName":"hello-3","jobQueue":"default","jobDefinition":"hello","containerOverrides":{"resourceRequirements":[{"type":"MEMORY","value":"1024"}],"environment":[{"name":"BATCH_FUNCTIONS_ARRAY_INDEX","value":"3"},{"name":"BATCH_FUNCTIONS_ARRAY_SIZE","value":"5"}]}}"""),
            ],
            _queue.Sent.Select(sent => (sent.Message.Job?.ResubmitOf, sent.Message.Job?.JobName, sent.Message.Job?.Body)));
        Assert.Equal(
            ("RESUBMITTED", "2 of 5 children: SpotInterruption: resubmission 1 of 1. OutOfMemory: resubmission 1 of 1, 1024 MiB."),
            await DecisionAsync(A.JobId));
    }

    [Theory]
    [InlineData("""[{"causes":["OutOfMemory"],"action":"resubmit"}]""", "Child 3: OutOfMemory in an array job, and the rule is not for arrayChildren.")]
    [InlineData("""[{"causes":["Timeout"],"action":"resubmit","arrayChildren":true}]""", "Child 3: No rule is for OutOfMemory.")]
    public async Task An_array_of_which_one_child_stays_failed_is_given_up(string rules, string why)
    {
        await FailArrayAsync(rules, (3, "OutOfMemory"), (4, "Timeout"));

        await HandleAsync(A.JobId);

        Assert.Empty(_queue.Sent);
        Assert.Equal(("GIVEN_UP", $"{why} The failed children can be resubmitted with POST /jobs/{A.JobId}/resubmit."), await DecisionAsync(A.JobId));
    }

    [Fact]
    public async Task What_waits_for_an_array_waits_for_all_the_jobs_that_stand_in_for_its_children()
    {
        const string After = """{"jobName":"after","jobQueue":"default","jobDefinition":"hello","dependsOn":[{"jobId":"fine"},{"jobId":"11111111-1111-4111-8111-111111111111"}]}""";
        await FailArrayAsync("""[{"action":"resubmit","arrayChildren":true}]""", (3, "OutOfMemory"), (4, "OutOfMemory"));
        await FailAsync("after", "DependencyFailed", After);
        await _jobs.AdvanceAsync(A.Change(JobStatus.Running, jobId: "fine"), None);

        await HandleAsync(A.JobId);
        _queue.Drain();
        await HandleAsync("after");

        Assert.Equal(
            [(null, "fine"), ($"{A.JobId}:3", null), ($"{A.JobId}:4", null)],
            Assert.Single(_queue.Sent).Message.Job?.DependsOn?.Select(dependency => (dependency.InsteadOf, dependency.JobId)));
    }

    [Fact]
    public async Task What_waits_for_more_children_than_AWS_Batch_takes_dependencies_is_given_up()
    {
        await FailArrayAsync(
            """[{"action":"resubmit","arrayChildren":true}]""", [.. Enumerable.Range(0, 21).Select(index => (index, "OutOfMemory"))]);
        await FailAsync("after", "DependencyFailed", $$"""{"jobName":"after","jobQueue":"default","jobDefinition":"hello","dependsOn":[{"jobId":"{{A.JobId}}"}]}""");

        await HandleAsync(A.JobId);
        await HandleAsync("after");

        Assert.Equal(
            ("GIVEN_UP", "More than 20 jobs stand in for what it depends on, and AWS Batch takes no more dependencies."), await DecisionAsync("after"));
    }

    [Fact]
    public async Task A_job_that_succeeded_is_only_told()
    {
        await _jobs.AdvanceAsync(A.Change(JobStatus.Succeeded), None);

        await HandleAsync(A.JobId);
        await HandleAsync(A.JobId);

        Assert.Equal("Job Finished", Assert.Single(_outcomes.Published).DetailType);
    }

    private async Task<(string?, string?)> DecisionAsync(string jobId) =>
        await _jobs.FindAsync(jobId, None) is { } job ? (job.Decision, job.DecisionReason) : (null, null);

    private async Task FailArrayAsync(string rules, params (int Index, string Cause)[] children)
    {
        await _jobs.RecordSubmissionAsync(
            A.Submitted().Asking(asked => asked with
            {
                OnFailure = rules,
                ArraySize = 5,
                Body = """{"jobName":"hello","jobQueue":"default","jobDefinition":"hello","arrayProperties":{"size":5}}""",
            }),
            None);
        await _jobs.AdvanceAsync(A.Change(JobStatus.Failed) with { Cause = "Unknown", StatusReason = "Array Child Job failed", MemoryMiB = 512 }, None);
        foreach (var (index, cause) in children)
        {
            await _jobs.RecordFailedChildAsync(new FailedChild(A.JobId, index, "why", cause, A.Noon, []), None);
        }
    }

    private async Task FailAsync(string jobId, string cause, string? request = null, string? onFailure = null)
    {
        await _jobs.RecordSubmissionAsync(A.Submitted(jobId).Asking(asked => asked with { OnFailure = onFailure, Body = request ?? asked.Body }), None);
        await _jobs.AdvanceAsync(A.Change(JobStatus.Failed, jobId: jobId) with { Cause = cause, MemoryMiB = 512 }, None);
    }

    private Task HandleAsync(string jobId) => Handler(CutPoint.Never).HandleAsync(jobId, 0, None);

    private JobEnds Handler(CutPoint cut) =>
        TestJobEnds.On(new CutJobs(_jobs, cut), _queue, _outcomes, _clock);
}
