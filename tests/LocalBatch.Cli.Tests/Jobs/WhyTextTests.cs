using BatchFunctions.Jobs;
using LocalBatch.Cli.Jobs;

namespace LocalBatch.Cli.Tests.Jobs;

public sealed class WhyTextTests
{
    private static readonly JobChange Job = new()
    {
        JobId = "1",
        JobName = "train",
        JobQueue = "default",
        JobDefinition = "train:1",
        Status = JobStatus.Failed,
        StatusReason = "Essential container in task exited",
        At = DateTimeOffset.UnixEpoch,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public void A_job_that_failed_is_told_with_the_end_of_each_attempt_and_the_cause() => Assert.Equal(
        [
            "train 1 is FAILED: Essential container in task exited",
            "  attempt 1: no exit code, Host EC2 terminated",
            "  attempt 2: exit code 137, OutOfMemoryError: Container killed due to memory usage",
            "  cause: OutOfMemory",
        ],
        WhyText.Of(
            Job with
            {
                Cause = "OutOfMemory",
                Attempts = [new(null, null, "Host EC2 terminated", null, null, null), new(137, "OutOfMemoryError: Container killed due to memory usage", null, "s", null, null)],
            },
            waiting: null));

    [Fact]
    public void A_job_that_waits_is_told_why_and_what_to_do_by_a_command_of_this_program() => Assert.Equal(
        ["train 1 is PENDING", "  It waits for job 2.", "  'localbatch why 2' says why that one waits."],
        WhyText.Of(Job with { Status = JobStatus.Pending, StatusReason = null }, new("DEPENDENCY", "waits for job 2", "GET /jobs/2/waiting says why that one waits.")));

    [Fact]
    public void Of_an_array_it_is_said_how_many_children_failed_and_how_to_ask_after_one() => Assert.Equal(
        "  3 of its 10 children failed; 'localbatch why 1:INDEX' tells of one of them.",
        WhyText.Of(Job with { ArraySize = 10, FailedChildren = 3 }, waiting: null)[1]);
}
