using System.Text.Json;
using LocalCloud.Console;

namespace LocalCloud.Tests.Console;

public sealed class FollowedJobsTests
{
    [Fact]
    public void All_is_well_where_what_stands_in_for_the_failed_ones_succeeded()
    {
        var array = Job("count", """{"status":"FAILED","arraySize":3,"failedChildrenCount":1,"decision":"RESUBMITTED","failedChildren":[{"index":1,"resubmittedAs":"b"}]}""");
        Assert.Single(array.StandIns).Update(Record("""{"status":"SUCCEEDED"}"""));
        FollowedJobs jobs = new([array, Job("collect", """{"status":"SUCCEEDED"}""")], 0);

        Assert.Equal((0, 0, "All 2 succeeded, 1 of them after 1 resubmission."), (jobs.Failed, jobs.Open, jobs.Summary));
        Assert.Equal(["count", "count:1", "collect"], jobs.All.Select(job => job.Name));
    }

    [Fact]
    public void A_job_of_which_the_last_try_failed_has_failed_once()
    {
        var flaky = Job("flaky", """{"status":"FAILED","decision":"RESUBMITTED","resubmittedAs":"b"}""");
        Assert.Single(flaky.StandIns).Update(Record("""{"status":"FAILED","decision":"GIVEN_UP"}"""));
        FollowedJobs jobs = new([flaky], 59);

        Assert.Equal((1, 0, "1 of 60 failed."), (jobs.Failed, jobs.Open, jobs.Summary));
    }

    [Fact]
    public void The_only_job_succeeded_after_its_resubmissions()
    {
        var flaky = Job("flaky", """{"status":"FAILED","decision":"RESUBMITTED","resubmittedAs":"b"}""");
        var second = Assert.Single(flaky.StandIns);
        second.Update(Record("""{"status":"FAILED","decision":"RESUBMITTED","resubmittedAs":"c"}"""));
        Assert.Equal(1, new FollowedJobs([flaky], 0).Open);
        Assert.Single(second.StandIns).Update(Record("""{"status":"SUCCEEDED"}"""));

        Assert.Equal("All 1 succeeded, 1 after 2 resubmissions.", new FollowedJobs([flaky], 0).Summary);
    }

    [Fact]
    public void Beside_those_that_failed_it_is_told_which_recovered()
    {
        var flaky = Job("flaky", """{"status":"FAILED","decision":"RESUBMITTED","resubmittedAs":"b"}""");
        Assert.Single(flaky.StandIns).Update(Record("""{"status":"SUCCEEDED"}"""));

        Assert.Equal("1 of 2 failed; of the others 1 after 1 resubmission.", new FollowedJobs([flaky, Job("bad", """{"status":"FAILED"}""")], 0).Summary);
    }

    private static FollowedJob Job(string name, string record)
    {
        FollowedJob job = new(new(name, "id-of-" + name, null));
        job.Update(Record(record));
        return job;
    }

    private static JsonElement Record(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
