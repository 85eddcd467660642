using BatchFunctions.Failures;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Submissions;

namespace BatchFunctions.Tests.Jobs;

public sealed class SuccessorRulesTests
{
    private static readonly SuccessorClaim ByHand = new("by hand", A.Noon, null);

    private static readonly SuccessorClaim ByRule = new(FailureDecision.TokenOf(A.JobId), A.Noon, null);

    private static readonly Intent Open = Intent.Of((A.Request() with { ResubmitOf = A.JobId }), A.Noon, A.Noon, "owner");

    [Fact]
    public void A_claim_that_became_a_job_is_never_over()
    {
        Assert.False(IsOver(ByHand with { JobId = "job" }, hours: 1000));
        Assert.False(IsOver(ByHand, Open with { JobId = "job" }, hours: 1000));
    }

    [Fact]
    public void A_request_that_was_refused_is_over_at_once() => Assert.True(IsOver(ByHand, Open with { Refusal = "no such queue" }));

    [Fact]
    public void One_that_nobody_has_tried_is_over_once_nobody_can_be_at_it_any_more()
    {
        Assert.False(IsOver(ByHand, hours: 0.99));
        Assert.True(IsOver(ByHand, hours: 1));
        Assert.False(IsOver(ByHand, Open, hours: 1000));
        Assert.False(IsOver(ByHand, Open with { AbandonedAt = A.Noon }, hours: 0.99));
        Assert.True(IsOver(ByHand, Open with { AbandonedAt = A.Noon }, hours: 1));
    }

    [Fact]
    public void One_on_the_queue_is_tried_however_long_that_takes()
    {
        Assert.False(IsOver(ByHand, submission: SubmissionState.Queued, hours: 1000));
        Assert.False(IsOver(ByHand, Open with { AbandonedAt = A.Noon }, SubmissionState.Queued, 1000));
        Assert.True(IsOver(ByHand, submission: SubmissionState.Finished));
    }

    [Fact]
    public void One_whose_queueing_broke_off_is_over_once_nobody_can_be_at_it_any_more()
    {
        Assert.False(IsOver(ByHand, submission: SubmissionState.Accepted, hours: 0.99));
        Assert.True(IsOver(ByHand, submission: SubmissionState.Accepted, hours: 1));
        Assert.True(IsOver(ByHand, Open with { AbandonedAt = A.Noon }, SubmissionState.Accepted, 1));
        Assert.False(IsOver(ByHand, Open, SubmissionState.Accepted, 1000));
    }

    [Fact]
    public void The_rules_resubmission_may_take_as_long_as_it_is_delayed_unless_it_is_taken_back()
    {
        var decided = ByRule with { Decision = FailureDecision.Resubmitted, Verdict = StoredVerdict.Nothing };
        var takenBack = ByRule with { Decision = FailureDecision.GivenUp, Verdict = new() { IsTakenBack = true } };

        Assert.False(IsOver(decided, hours: 1000));
        Assert.False(IsOver(takenBack, hours: 0.99));
        Assert.True(IsOver(takenBack, hours: 1));
    }

    [Fact]
    public void What_the_rules_claimed_before_they_gave_up_was_never_sent() =>
        Assert.True(IsOver(ByRule with { Decision = FailureDecision.GivenUp, Verdict = StoredVerdict.Nothing }));

    private static bool IsOver(SuccessorClaim claim, Intent? intent = null, SubmissionState? submission = null, double hours = 0) => SuccessorRules.IsOver(
        claim,
        A.JobId,
        intent,
        submission is { } state ? new Submission { SubmissionId = "sub", State = state, Source = "", Total = 1, ContentHash = "", CreatedAt = A.Noon } : null,
        A.Noon.AddHours(hours));
}
