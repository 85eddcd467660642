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
        var next = _job.Update(Record("FAILED", """{"attempt":0,"status":"SUBMITTED","at":1000},{"attempt":0,"status":"RUNNABLE","at":2000},{"attempt":1,"status":"FAILED","reason":"no","at":3000}"""));

        Assert.Equal(["SUBMITTED", "RUNNABLE"], first.Select(change => change.Status));
        Assert.Empty(again);
        Assert.Equal((DateTimeOffset.FromUnixTimeSeconds(3), "FAILED", "no"), Assert.Single(next));
        Assert.True(_job.IsOver);
    }

    [Fact]
    public void A_job_that_Batch_refused_is_over_and_FAILED()
    {
        FollowedJob refused = new(new("hello", null, "no such queue"));

        Assert.Equal((true, "FAILED", "no such queue"), (refused.IsOver, refused.Status, refused.Reason));
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
    [InlineData("\"decision\":\"RESUBMITTED\",\"arraySize\":3,", true)]
    [InlineData("\"decision\":\"GIVEN_UP\",", true)]
    public void A_failed_job_is_over_once_it_is_decided_and_its_successor_known(string decision, bool isOver)
    {
        _job.Update(Record("FAILED", "", decision));

        Assert.Equal(isOver, _job.IsOver);
    }

    private static JsonElement Record(string status, string history, string decision = "")
    {
        using var document = JsonDocument.Parse($$"""{"jobId":"4c1f",{{decision}}"status":"{{status}}","attempts":[],"history":[{{history}}]}""");
        return document.RootElement.Clone();
    }
}
