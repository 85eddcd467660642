using BatchFunctions.Failures;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace BatchFunctions.Tests.Failures;

public sealed class FailureHandlerTests
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
    public async Task Interrupted_anywhere_it_queues_the_same_request_and_no_other()
    {
        for (var effect = 0; effect < 3; effect++)
        {
            foreach (var after in new[] { false, true })
            {
                var test = new FailureHandlerTests();
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

        await HandleAsync("second");
        Assert.Equal("second", Assert.Single(_queue.Drain()).DecideJob);

        await HandleAsync("first");
        await HandleAsync("second");

        var dependant = _queue.Sent[1].Message.Job;
        Assert.Equal("second", dependant?.ResubmitOf);
        Assert.Equal(
            [(FailureDecision.TokenOf("first"), null), (null, "fine")],
            dependant?.DependsOn?.Select(dependency => (dependency.Token, dependency.JobId)));
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
    public async Task A_job_that_succeeded_is_only_told()
    {
        await _jobs.AdvanceAsync(A.Change(JobStatus.Succeeded), None);

        await HandleAsync(A.JobId);
        await HandleAsync(A.JobId);

        Assert.Equal("Job Finished", Assert.Single(_outcomes.Published).DetailType);
    }

    private async Task FailAsync(string jobId, string cause, string? request = null, string? onFailure = null)
    {
        var job = A.Submitted(jobId) with { OnFailure = onFailure };
        await _jobs.RecordSubmissionAsync(job with { Request = request ?? job.Request }, None);
        await _jobs.AdvanceAsync(A.Change(JobStatus.Failed, jobId: jobId) with { Cause = cause, MemoryMiB = 512 }, None);
    }

    private Task HandleAsync(string jobId) => Handler(CutPoint.Never).HandleAsync(jobId, 0, None);

    private FailureHandler Handler(CutPoint cut) =>
        new(new CutJobs(_jobs, cut), _queue, _outcomes, new DefaultRules(), new Metrics(TextWriter.Null, _clock), _clock);
}
