using System.Text.Json;
using LocalCloud.Console;

namespace LocalCloud.Tests.Console;

public sealed class FollowedJobTests
{
    private readonly FollowedJob _job = new(new("hello", "4c1f", null));

    [Fact]
    public void Each_status_change_is_told_once()
    {
        var first = _job.Update(Record("RUNNABLE", """{"attempt":0,"status":"SUBMITTED","at":1000},{"attempt":0,"status":"RUNNABLE","at":2000}"""));
        var again = _job.Update(Record("RUNNABLE", """{"attempt":0,"status":"SUBMITTED","at":1000},{"attempt":0,"status":"RUNNABLE","at":2000}"""));
        var next = _job.Update(Record("FAILED", """{"attempt":0,"status":"SUBMITTED","at":1000},{"attempt":0,"status":"RUNNABLE","at":2000},{"attempt":1,"status":"FAILED","reason":"no","at":3000}""", "\"statusReason\":\"no\","));

        Assert.Equal(["SUBMITTED", "RUNNABLE"], first.Select(change => change.Text));
        Assert.Empty(again);
        Assert.Equal(new(DateTimeOffset.FromUnixTimeSeconds(3), "FAILED (no)") { Status = "FAILED" }, Assert.Single(next));
        Assert.True(_job.IsOver);
    }

    [Fact]
    public void A_job_that_Batch_refused_is_over_and_REFUSED()
    {
        FollowedJob refused = new(new("hello", null, "no such queue"));

        Assert.Equal((true, "REFUSED (no such queue)"), (refused.IsOver, refused.Ending));
    }

    [Theory]
    [InlineData(1, "1 of 3 refused.")]
    [InlineData(2, "1 of 3 failed, 1 refused.")]
    public void What_was_refused_is_not_summed_up_as_failed(int unsuccessful, string summary)
    {
        FollowedJob failed = new(new("hello", "4c1f", null));
        failed.Update(Record("FAILED", "", "\"decision\":\"GIVEN_UP\","));
        FollowedJob refused = new(new("hello", null, "no such queue"));

        Assert.Equal(summary, new FollowedJobs(unsuccessful == 1 ? [refused] : [refused, failed], 3 - unsuccessful).Summary);
    }

    [Fact]
    public void A_result_names_every_error_with_its_place()
    {
        using var document = JsonDocument.Parse(
            """{"errors":[{"pointer":"/jobs/0/jobQueue","line":3,"column":5,"message":"no such queue"},{"pointer":"","message":"empty"}]}""");

        Assert.Equal(["a.json(3,5): /jobs/0/jobQueue: no such queue", "a.json: empty"], SubmissionResult.Parse(document.RootElement, "a.json").Errors);
    }

    [Theory]
    [InlineData("\"decision\":\"PENDING\",", false)]
    [InlineData("\"decision\":\"RESUBMITTED\",", false)]
    [InlineData("\"decision\":\"RESUBMITTED\",\"resubmittedAs\":\"5d2a\",", true)]
    [InlineData("\"decision\":\"RESUBMITTED\",\"arraySize\":3,\"failedChildrenCount\":1,\"failedChildren\":[{\"index\":1}],", false)]
    [InlineData("\"decision\":\"RESUBMITTED\",\"arraySize\":3,\"failedChildrenCount\":1,\"failedChildren\":[{\"index\":1,\"resubmittedAs\":\"5d2a\"}],", true)]
    [InlineData("\"decision\":\"GIVEN_UP\",", true)]
    public void A_failed_job_is_over_once_it_is_decided_and_its_successors_known(string decision, bool isOver)
    {
        _job.Update(Record("FAILED", "", decision));

        Assert.Equal(isOver, _job.IsOver);
    }

    [Fact]
    public void A_failure_is_told_only_once_it_is_known_what_follows()
    {
        const string history = """{"attempt":1,"status":"FAILED","at":3000}""";

        Assert.Empty(_job.Update(Record("FAILED", history, "\"decision\":\"PENDING\",")));
        Assert.Equal(
            "FAILED exit 137 (OutOfMemory), resubmitted 1 of 3 with 1024 MiB",
            Assert.Single(_job.Update(Record(
                "FAILED",
                history,
                """
                "decision":"RESUBMITTED","decisionReason":"OutOfMemory: resubmission 1 of 3, 1024 MiB.","resubmittedAs":"5d2a","cause":"OutOfMemory","statusReason":"Essential container in task exited",
                """,
                """{"exitCode":137}"""))).Text);
    }

    [Theory]
    [InlineData("FAILED exit 75 (ApplicationError), resubmitted 2 of 5 on queue spot", """
        "cause":"ApplicationError","decision":"RESUBMITTED","resubmittedAs":"5d2a","decisionReason":"ApplicationError: resubmission 2 of 5, queue spot.","statusReason":"Essential container in task exited",
        """)]
    [InlineData("FAILED exit 75 (OutOfMemory), resubmitted 1 of 3 with 4096 MiB and 0.5 vCPU on queue spot", """
        "cause":"OutOfMemory","decision":"RESUBMITTED","resubmittedAs":"5d2a","decisionReason":"OutOfMemory: resubmission 1 of 3, 4096 MiB, 0.5 vCPU, queue spot.","statusReason":"Essential container in task exited",
        """)]
    [InlineData("FAILED exit 75 (ApplicationError)", """
        "cause":"ApplicationError","decision":"GIVEN_UP","decisionReason":"By rule for ApplicationError.","statusReason":"Essential container in task exited",
        """)]
    [InlineData("FAILED exit 75 (OutOfMemory), not resubmitted: OutOfMemory again after 1 resubmissions", """
        "cause":"OutOfMemory","decision":"GIVEN_UP","decisionReason":"OutOfMemory again after 1 resubmissions.","statusReason":"Essential container in task exited",
        """)]
    [InlineData("FAILED exit 75 (Timeout: Job attempt duration exceeded timeout)", """
        "cause":"Timeout","statusReason":"Job attempt duration exceeded timeout",
        """)]
    [InlineData("FAILED in 2 of 20 children exit 75, resubmitted 1 of 1", """
        "arraySize":20,"failedChildrenCount":2,"decision":"RESUBMITTED","decisionReason":"2 of 20 children: ApplicationError: resubmission 1 of 1.",
        """)]
    public void An_ending_says_exit_code_cause_and_what_follows(string text, string members)
    {
        _job.Update(Record("FAILED", "", members, """{"exitCode":75}"""));

        Assert.Equal(text, _job.Ending);
    }

    [Fact]
    public void A_program_that_is_not_found_is_told_by_its_name()
    {
        _job.Update(Record("FAILED", "", """
            "cause":"Misconfiguration","statusReason":"Task failed to start",
            """, """{"exitCode":127,"reason":"CannotStartContainerError: Error response from daemon: failed to create task for container: OCI runtime create failed: runc create failed: unable to start container process: exec: \"foo\": executable file not found in $PATH: unknown"}"""));

        Assert.Equal("FAILED exit 127 (Misconfiguration: exec: \"foo\": executable file not found in $PATH)", _job.Ending);
    }

    [Theory]
    [InlineData("""
        "failedChildren":[{"index":3,"resubmittedAs":"a"},{"index":7,"resubmittedAs":"b"}],
        """)]
    [InlineData("""
        "resubmittedChildren":{"3":"a","7":"b"},"failedChildren":[{"index":3}],
        """)]
    public void Children_of_an_array_that_a_rule_resubmitted_are_followed_by_their_index(string children)
    {
        _job.Update(Record("FAILED", "", "\"arraySize\":20,\"failedChildrenCount\":2,\"decision\":\"RESUBMITTED\"," + children));

        Assert.Equal([("hello:3", "a"), ("hello:7", "b")], _job.StandIns.Select(one => (one.Name, one.JobId ?? "")));
        Assert.True(_job.IsOver);
        Assert.False(_job.HasSucceeded);
        Assert.True(_job.IsOpen);

        Assert.All(_job.StandIns, one => one.Update(Record("SUCCEEDED", "")));

        Assert.True(_job.HasSucceeded);
        Assert.False(_job.IsOpen);
    }

    private static JsonElement Record(string status, string history, string members = "", string attempts = "")
    {
        using var document = JsonDocument.Parse($$"""{"jobId":"4c1f",{{members}}"status":"{{status}}","attempts":[{{attempts}}],"history":[{{history}}]}""");
        return document.RootElement.Clone();
    }
}
