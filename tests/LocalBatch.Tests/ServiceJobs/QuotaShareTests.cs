using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.ServiceJobs;

/// <summary>Quota shares: what they own, lend and borrow, and who is preempted for it.</summary>
public sealed class QuotaShareTests
{
    private const string Borrower = "\"strategy\": \"LEND_AND_BORROW\"";
    private const string Lender = "\"strategy\": \"LEND\"";
    private const string Reserver = "\"strategy\": \"RESERVE\"";

    [Fact]
    public async Task A_share_is_made_described_listed_changed_and_deleted_with_its_jobs()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.MakeQuotaQueueAsync(4);
        await local.MakeShareAsync("a", 2, Borrower, "ENABLED");
        const string arn = ServiceWorld.Queue + "/quota-share/a";
        var described = await local.CallAsync("DescribeQuotaShare", $$"""{"quotaShareArn": "{{arn}}"}""");
        var running = await local.TrainAsync("\"localbatch.seconds\": \"100\"", Share("a"));

        await local.CallAsync("UpdateQuotaShare", $$"""{"quotaShareArn": "{{arn}}", "state": "DISABLED", "resourceSharingConfiguration": {"strategy": "RESERVE"} }""");
        await local.SettleLifecycleAsync();
        var listed = (await local.CallAsync("ListQuotaShares", """{"jobQueue": "sm"}""")).GetProperty("quotaShares")[0];
        await local.CallAsync("DeleteQuotaShare", $$"""{"quotaShareArn": "{{arn}}"}""");
        var ended = await local.TrainUntilAsync(running, "FAILED");
        await local.SettleLifecycleAsync();

        Assert.Equal(
            $$$"""{"quotaShareName":"a","quotaShareArn":"{{{arn}}}","jobQueueArn":"{{{ServiceWorld.Queue}}}","capacityLimits":[{"maxCapacity":2,"capacityUnit":"ml.m5.large"}],"resourceSharingConfiguration":{"strategy":"LEND_AND_BORROW","borrowLimit":-1},"preemptionConfiguration":{"inSharePreemption":"ENABLED"},"state":"ENABLED","status":"VALID","tags":{}}""",
            described.GetRawText());
        Assert.Equal(("DISABLED", "VALID", """{"strategy":"RESERVE"}"""), (listed.Text("state"), listed.Text("status"), listed.GetProperty("resourceSharingConfiguration").GetRawText()));
        Assert.Equal("Quota share deleted", ended.Text("statusReason"));
        Assert.Equal($"{arn} does not exist", await local.RefusalAsync("DescribeQuotaShare", $$"""{"quotaShareArn": "{{arn}}"}""", isWrapped: false));
    }

    [Fact]
    public async Task A_share_borrows_what_others_lend_and_leaves_what_they_reserve()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.MakeQuotaQueueAsync(6);
        await local.MakeShareAsync("own", 2, Borrower);
        await local.MakeShareAsync("lent", 2, Lender);
        await local.MakeShareAsync("kept", 2, Reserver);
        var jobs = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            jobs.Add(await local.TrainAsync("\"localbatch.seconds\": \"100\"", Share("own")));
        }

        var statuses = await Task.WhenAll(jobs.Select(local.ServiceStatusAsync));

        Assert.Equal(["SCHEDULED", "SCHEDULED", "SCHEDULED", "SCHEDULED", "RUNNABLE", "RUNNABLE"], statuses);
        var snapshot = await local.CallAsync("GetJobQueueSnapshot", """{"jobQueue": "sm"}""");
        Assert.EndsWith(jobs[4], snapshot.GetProperty("frontOfQuotaShares").GetProperty("quotaShares").GetProperty("own")[0].Text("jobArn"), StringComparison.Ordinal);
        Assert.Equal(
            """[{"quotaShareName":"own","capacityUsage":[{"capacityUnit":"ml.m5.large","quantity":4}]}]""",
            snapshot.GetProperty("queueUtilization").GetProperty("quotaShareUtilization").GetProperty("topCapacityUtilization").GetRawText());
    }

    [Fact]
    public async Task The_borrow_limit_is_a_percentage_of_what_the_share_owns()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.MakeQuotaQueueAsync(6);
        await local.MakeShareAsync("own", 2, "\"strategy\": \"LEND_AND_BORROW\", \"borrowLimit\": 50");
        await local.MakeShareAsync("lent", 4, Lender);
        var jobs = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            jobs.Add(await local.TrainAsync("\"localbatch.seconds\": \"100\"", Share("own")));
        }

        Assert.Equal(["SCHEDULED", "SCHEDULED", "SCHEDULED", "RUNNABLE"], await Task.WhenAll(jobs.Select(local.ServiceStatusAsync)));
        var large = await local.TrainAsync(more: Share("lent"), instances: 5);
        Assert.Equal(
            "MISCONFIGURATION:QUOTA_MANAGEMENT_LIMIT_EXCEEDED - The quota share of the job cannot meet the capacity requirement of the job.",
            (await local.ServiceJobAsync(large)).Text("statusReason"));
    }

    [Fact]
    public async Task A_lender_takes_its_capacity_back_by_preempting_the_borrower_s_lowest_job()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.MakeQuotaQueueAsync(3);
        await local.MakeShareAsync("borrower", 1, Borrower);
        await local.MakeShareAsync("lender", 2, Lender);
        var high = await local.TrainAsync("\"localbatch.seconds\": \"50\"", Share("borrower") + ", \"schedulingPriority\": 9");
        var low = await local.TrainAsync("\"localbatch.seconds\": \"50\"", Share("borrower") + ", \"schedulingPriority\": 1");
        var middle = await local.TrainAsync("\"localbatch.seconds\": \"50\"", Share("borrower") + ", \"schedulingPriority\": 5");
        await local.TrainUntilAsync(middle, "RUNNING");

        var owner = await local.TrainAsync(more: Share("lender"));
        Assert.Equal("RUNNABLE", await local.ServiceStatusAsync(owner));
        Assert.Equal(
            "PREEMPTION_IN_PROGRESS: Cross-share preemption triggered to reclaim borrowed capacity", (await local.ServiceJobAsync(low)).Text("statusReason"));
        var preempted = await local.TrainUntilAsync(low, "RUNNABLE");
        await local.TrainUntilAsync(owner, "SUCCEEDED");
        await local.TrainUntilAsync(low, "SUCCEEDED");
        await local.Engine.DisposeAsync();

        Assert.Equal(1, preempted.GetProperty("preemptionSummary").Number("preemptedAttemptCount"));
        Assert.Equal(0, preempted.GetProperty("attempts").GetArrayLength());
        Assert.DoesNotContain("RUNNABLE", local.ServiceStatusesOf(high).Skip(1));
        var told = local.Bus.Events.Where(change => change.Text("detail-type").Contains("Preemption", StringComparison.Ordinal)).ToList();
        Assert.Equal(["Batch Service Job Preemption Started", "Batch Service Job Preemption Completed"], told.Select(change => change.Text("detail-type")));
        Assert.Equal(("RUNNING", "RUNNABLE"), (told[0].Detail("status"), told[1].Detail("status")));
        Assert.EndsWith(low, told[1].Detail("preemptedJobArn"), StringComparison.Ordinal);
        Assert.Equal(1, told[1].GetProperty("detail").GetProperty("preemptionSummary").Number("preemptedAttemptCount"));
    }

    [Fact]
    public async Task A_job_of_higher_priority_preempts_within_its_share_where_that_is_enabled()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.MakeQuotaQueueAsync(2);
        await local.MakeShareAsync("on", 1, Reserver, "ENABLED");
        await local.MakeShareAsync("off", 1, Reserver);
        var (onLow, offLow) = (await local.TrainAsync("\"localbatch.seconds\": \"50\"", Share("on")), await local.TrainAsync("\"localbatch.seconds\": \"50\"", Share("off")));
        await local.TrainUntilAsync(offLow, "RUNNING");
        var (onHigh, offHigh) = (await local.TrainAsync(more: Share("on")), await local.TrainAsync(more: Share("off") + ", \"schedulingPriority\": 5"));
        Assert.False((await local.ServiceJobAsync(onLow)).Has("statusReason"));

        await local.CallAsync("UpdateServiceJob", $$"""{"jobId": "{{onHigh}}", "schedulingPriority": 5}""");

        Assert.StartsWith("PREEMPTION_IN_PROGRESS: In-share", (await local.ServiceJobAsync(onLow)).Text("statusReason"), StringComparison.Ordinal);
        await local.TrainUntilAsync(onHigh, "SUCCEEDED");
        Assert.Equal(("RUNNING", "RUNNABLE"), (await local.ServiceStatusAsync(offLow), await local.ServiceStatusAsync(offHigh)));
    }

    [Theory]
    [InlineData(0, "FAILED", 1)]
    [InlineData(1, "FAILED", 2)]
    [InlineData(2, "SUCCEEDED", 2)]
    public async Task A_job_is_queued_again_until_its_preemption_retries_are_used_up(int retries, string status, int preempted)
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.MakeQuotaQueueAsync(1);
        await local.MakeShareAsync("a", 1, Reserver);
        var id = await local.TrainAsync(
            "\"localbatch.seconds\": \"9\", \"localbatch.preemptAfterSeconds\": \"1\", \"localbatch.preemptions\": \"2\"",
            Share("a") + $", \"preemptionConfiguration\": {{\"preemptionRetriesBeforeTermination\": {retries}}}");

        var job = await local.TrainUntilAsync(id, status);

        Assert.Equal(preempted, job.GetProperty("preemptionSummary").Number("preemptedAttemptCount"));
        Assert.Equal(preempted, job.GetProperty("preemptionSummary").GetProperty("recentPreemptedAttempts").GetArrayLength());
    }

    [Fact]
    public async Task A_lowered_limit_makes_running_jobs_borrowed_ones()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.MakeQuotaQueueAsync(2);
        await local.MakeShareAsync("shrinking", 2, Reserver);
        var first = await local.TrainAsync("\"localbatch.seconds\": \"50\"", Share("shrinking"));
        var second = await local.TrainAsync("\"localbatch.seconds\": \"50\"", Share("shrinking"));
        await local.TrainUntilAsync(second, "RUNNING");

        await local.CallAsync("UpdateQuotaShare", $$"""
            {"quotaShareArn": "{{ServiceWorld.Queue}}/quota-share/shrinking", "capacityLimits": [{"maxCapacity": 1, "capacityUnit": "ml.m5.large"}]}
            """);
        await local.SettleLifecycleAsync();
        Assert.Equal("RUNNING", await local.ServiceStatusAsync(second));
        await local.MakeShareAsync("growing", 1, Reserver);
        var owner = await local.TrainAsync(more: Share("growing"));

        await local.TrainUntilAsync(owner, "SUCCEEDED");
        Assert.Equal("RUNNING", await local.ServiceStatusAsync(first));
        Assert.Equal("RUNNABLE", await local.ServiceStatusAsync(second));
    }

    [Fact]
    public async Task Shares_and_jobs_outlive_a_restart_and_go_with_their_queue()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.MakeQuotaQueueAsync(1);
        await local.MakeShareAsync("a", 1, Borrower, "ENABLED");
        var running = await local.TrainAsync("\"localbatch.seconds\": \"50\"", Share("a"));
        var waiting = await local.TrainAsync(more: Share("a"));
        await local.TrainUntilAsync(running, "RUNNING");
        var before = await local.CallAsync("ListQuotaShares", """{"jobQueue": "sm"}""");

        await local.RestartAsync();

        Assert.Equal(before.GetRawText(), (await local.CallAsync("ListQuotaShares", """{"jobQueue": "sm"}""")).GetRawText());
        Assert.Equal(("RUNNING", "RUNNABLE"), (await local.ServiceStatusAsync(running), await local.ServiceStatusAsync(waiting)));
        await local.CallAsync("UpdateJobQueue", """{"jobQueue": "sm", "state": "DISABLED"}""");
        await local.SettleLifecycleAsync();
        await local.CallAsync("DeleteJobQueue", """{"jobQueue": "sm"}""");
        Assert.Equal("JobQueue deleted", (await local.TrainUntilAsync(running, "FAILED")).Text("statusReason"));
        await local.SettleLifecycleAsync();
        await local.RestartAsync();
        Assert.Equal(("FAILED", "JobQueue deleted"), ((await local.ServiceJobAsync(waiting)).Text("status"), (await local.ServiceJobAsync(waiting)).Text("statusReason")));
        Assert.Empty((await local.CallAsync("DescribeJobQueues", "{}")).GetProperty("jobQueues").EnumerateArray());
    }

    private static string Share(string name) => $", \"quotaShareName\": \"{name}\"";
}
