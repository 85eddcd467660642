using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Failures;

public sealed class FailureClassifierTests
{
    [Theory]
    [InlineData("Essential container in task exited", "OutOfMemoryError: Container killed due to memory usage", 137, "OutOfMemory")]
    [InlineData("Essential container in task exited", null, 1, "ApplicationError")]
    [InlineData("Essential container in task exited", null, 137, "Unknown")]
    [InlineData("Essential container in task exited", null, 143, "Unknown")]
    [InlineData("Job attempt duration exceeded timeout", null, 137, "Timeout")]
    [InlineData("Dependent Job failed", null, null, "DependencyFailed")]
    [InlineData("JobQueue deleted", null, null, "Misconfiguration")]
    [InlineData("Host EC2 (instance i-0123456789abcdef0) terminated.", null, null, "HostTerminated")]
    [InlineData("Task host terminated.", null, null, "HostTerminated")]
    [InlineData("Your Spot Task was interrupted.", null, null, "SpotInterruption")]
    [InlineData("Task failed to start", "CannotPullContainerError: manifest unknown", null, "ImagePull")]
    [InlineData("Task failed to start", "CannotStartContainerError: exec: \"nope\": not found", null, "Misconfiguration")]
    [InlineData("Task failed to start", "DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s", null, "HostTerminated")]
    [InlineData("Task failed to start", null, null, "Misconfiguration")]
    [InlineData("Canceled by JobStateTimeLimit action due to reason: MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT", null, null, "Misconfiguration")]
    [InlineData("Container Overrides length must be at most 8192", null, null, "Misconfiguration")]
    [InlineData("something new", null, null, "Unknown")]
    [InlineData(null, "OOMKilled", 137, "OutOfMemory")]
    public void A_failure_is_told_by_its_texts_and_exit_code(string? statusReason, string? reason, int? exitCode, string cause)
    {
        var facts = new FailureFacts(statusReason, reason is null ? [] : [reason], exitCode, IsCancelled: false, IsTerminated: false);

        Assert.Equal(cause, FailureClassifier.Classify(facts).ToString());
    }

    [Fact]
    public void What_was_cancelled_or_terminated_is_so_whatever_its_exit_code_says()
    {
        var facts = new FailureFacts("enough", ["OutOfMemoryError: Container killed due to memory usage"], 137, IsCancelled: true, IsTerminated: false);

        Assert.Equal(FailureCause.Cancelled, FailureClassifier.Classify(facts));
        Assert.Equal(FailureCause.Terminated, FailureClassifier.Classify(facts with { IsCancelled = false, IsTerminated = true }));
    }
}
