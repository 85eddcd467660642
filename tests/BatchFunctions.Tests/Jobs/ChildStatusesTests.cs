using Amazon.Batch;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Adapters;
using JobStatus = BatchFunctions.Jobs.JobStatus;

namespace BatchFunctions.Tests.Jobs;

public sealed class ChildStatusesTests
{
    private static BatchArrayChildren Children(CannedAws aws) => new(new AmazonBatchClient(CannedAws.Credentials, aws.Configure(new AmazonBatchConfig())));

    [Fact]
    public void Only_the_children_that_are_not_in_the_most_frequent_status_are_listed()
    {
        var counts = ChildStatuses.Counts(new Dictionary<string, int> { ["SUCCEEDED"] = 9_963, ["FAILED"] = 37, ["RUNNING"] = 0 });

        Assert.Equal([JobStatus.Failed], ChildStatuses.Listed(counts));
        var letters = ChildStatuses.Letters(10_000, JobStatus.Succeeded, new Dictionary<JobStatus, IReadOnlyList<int>> { [JobStatus.Failed] = [0, 9_999] });
        Assert.Equal((10_000, "FS", "SF", 2), (letters.Length, letters[..2], letters[^2..], letters.Count(letter => letter == 'F')));
    }

    [Fact]
    public void A_child_that_moves_on_meanwhile_has_the_later_status_and_one_beyond_the_array_none()
    {
        var counts = ChildStatuses.Counts(new Dictionary<string, int> { ["RUNNABLE"] = 3, ["RUNNING"] = 1, ["SUCCEEDED"] = 1 });

        Assert.Equal(
            "RSRR",
            ChildStatuses.Letters(4, ChildStatuses.Most(counts) ?? JobStatus.Submitted, new Dictionary<JobStatus, IReadOnlyList<int>> { [JobStatus.Succeeded] = [1, 4, -1], [JobStatus.Running] = [1] }));
    }

    [Fact]
    public void An_array_of_which_nothing_is_counted_yet_has_no_most_frequent_status() => Assert.Null(ChildStatuses.Most(ChildStatuses.Counts(null)));

    [Fact]
    public async Task A_call_for_each_hundred_children_and_no_more_is_what_ten_thousand_take()
    {
        var aws = new CannedAws(
            (200, """{"jobSummaryList":[{"jobId":"a:7","jobName":"n"},{"jobId":"a:9","jobName":"n"}],"nextToken":"more"}"""),
            (200, """{"jobSummaryList":[{"jobId":"a:11","jobName":"n"}]}"""));

        var failed = await Children(aws).ListAsync("a", isArray: true, JobStatus.Failed, TestContext.Current.CancellationToken);

        Assert.Equal([7, 9, 11], failed);
        Assert.Equal(["POST /v1/listjobs", "POST /v1/listjobs"], aws.Calls);
    }

    [Fact]
    public async Task Nodes_are_told_by_the_number_after_the_hash_sign()
    {
        var aws = new CannedAws((200, """{"jobSummaryList":[{"jobId":"a#1","jobName":"n"}]}"""));

        Assert.Equal([1], await Children(aws).ListAsync("a", isArray: false, JobStatus.Running, TestContext.Current.CancellationToken));
        Assert.Contains("multiNodeJobId", Assert.Single(aws.Bodies), StringComparison.Ordinal);
    }
}
