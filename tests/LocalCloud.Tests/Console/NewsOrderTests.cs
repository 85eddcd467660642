using System.Text.Json;
using LocalCloud.Console;

namespace LocalCloud.Tests.Console;

public sealed class NewsOrderTests
{
    private readonly NewsOrder _order = new(TimeSpan.FromSeconds(1));

    [Fact]
    public void News_are_told_in_the_order_in_which_they_happened_whatever_the_order_of_looks()
    {
        Add("b", 2300, "RUNNING");
        Add("a", 2100, "RUNNING");
        Add("a", 2200, "SUCCEEDED");

        Assert.Equal(["2100 a RUNNING", "2200 a SUCCEEDED", "2300 b RUNNING"], Told(_order.Due(At(3300))));
    }

    [Fact]
    public void What_is_younger_than_a_moment_waits_for_what_may_be_older()
    {
        Add("a", 2100, "RUNNING");
        Add("b", 2900, "RUNNING");

        Assert.Equal(["2100 a RUNNING"], Told(_order.Due(At(3200))));
        Add("c", 2800, "RUNNING");

        Assert.Equal(["2800 c RUNNING", "2900 b RUNNING"], Told(_order.Rest()));
        Assert.Empty(_order.Rest());
    }

    [Fact]
    public void Of_one_job_and_one_time_the_first_comes_first()
    {
        Add("a", 2000, "SUBMITTED");
        Add("a", 2000, "RUNNABLE");
        Add("a", 2000, "STARTING");

        Assert.Equal(["2000 a SUBMITTED", "2000 a RUNNABLE", "2000 a STARTING"], Told(_order.Rest()));
    }

    [Fact]
    public void No_job_becomes_RUNNABLE_before_the_end_of_the_one_that_it_waits_for()
    {
        // Whole seconds of an event beside the milliseconds of an end, and a record that comes late.
        Add("after", 1900, "PENDING", "first");
        Add("after", 2000, "RUNNABLE", "first");
        Add("after", 2000, "STARTING", "first");
        Add("first", 2037, "SUCCEEDED");

        Assert.Equal(["1900 after PENDING", "2037 first SUCCEEDED", "2037 after RUNNABLE", "2037 after STARTING"], Told(_order.Rest()));
    }

    private void Add(string name, long at, string status, params string[] dependsOn)
    {
        FollowedJob job = new(new(name, name, null));
        var others = string.Join(',', dependsOn.Select(id => $$"""{"jobId":"{{id}}"}"""));
        using var record = JsonDocument.Parse($$$"""{"status":"{{{status}}}","detail":{"dependsOn":[{{{others}}}]}}""");
        job.Update(record.RootElement);
        _order.Add(job, new(At(at), status) { Status = status });
    }

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static IEnumerable<string> Told(IReadOnlyList<(FollowedJob Job, JobNews News)> news) =>
        news.Select(one => $"{one.News.At.ToUnixTimeMilliseconds()} {one.Job.Name} {one.News.Text}");
}
