using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Operations;

/// <summary>The front of a queue.</summary>
public sealed class GetJobQueueSnapshotTests
{
    [Fact]
    public async Task Waiting_jobs_and_children_come_in_the_order_of_dispatch()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 0);
        var first = await local.SubmitAsync();
        var array = await local.SubmitAsync("\"arrayProperties\": {\"size\": 2}");
        var last = await local.SubmitAsync();

        var snapshot = await local.CallAsync("GetJobQueueSnapshot", """{"jobQueue": "q"}""");

        Assert.Equal(
            [first, $"{array}:0", $"{array}:1", last],
            snapshot.GetProperty("frontOfQueue").GetProperty("jobs").EnumerateArray().Select(job => job.Text("jobArn").Split('/')[1]));
    }
}
