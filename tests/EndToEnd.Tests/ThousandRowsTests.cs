using System.Globalization;
using System.Text.Json;
using Amazon.Batch;

namespace EndToEnd.Tests;

/// <summary>A long manifest, and a stack that dies in the middle of it.</summary>
public sealed class ThousandRowsTests(StateFolders folders) : IClassFixture<StateFolders>
{
    private const int Rows = 1_000;
    private static readonly string[] Options = ["--parameter-overrides", "SubmissionsPerSecond=50"];

    [Fact]
    public async Task A_dropped_manifest_of_1000_rows_ends_in_1000_jobs_although_the_stack_is_killed_half_way()
    {
        var state = folders.New("rows");
        await using (var first = await LocalCloudProcess.Start(state, Options).ReadyAsync())
        {
            using var s3 = StackFixture.S3(first);
            await s3.PutObjectAsync(
                new() { BucketName = first.InboxBucket, Key = "inbox/rows.csv", ContentBody = Manifest() }, TestContext.Current.CancellationToken);
            using var batch = StackFixture.Batch(first);
            await Wait.CountAsync(async () => (await Batches.JobsAsync(batch, "default", "row-")).Count, Rows / 2, "jobs submitted", () => first.Output);
            await first.CrashAsync();
        }

        await using var second = await LocalCloudProcess.Start(state, Options).ReadyAsync();
        using HttpClient http = new();
        Api api = new(second, http);
        var one = (await api.PollAsync("/jobs?jobQueue=default&namePrefix=row-&limit=1", list => list.GetProperty("jobs").GetArrayLength() == 1)).GetProperty("jobs")[0];
        var path = $"/submissions/{one.Text("submissionId")}?limit=1";
        await Wait.CountAsync(async () => Over(await api.GetAsync(path)), Rows, "jobs over", () => second.Output);
        var progress = await api.PollAsync(path, submission => submission.Text("state") == "FINISHED");
        using var client = StackFixture.Batch(second);
        var jobs = await Batches.JobsAsync(client, "default", "row-");

        Assert.Equal((Rows, 0), (Count(progress, "SUCCEEDED"), Count(progress, "FAILED")));
        Assert.Equal(Rows, progress.GetProperty("submitted").GetInt32());
        Assert.Equal(Names().Order(StringComparer.Ordinal), jobs.Select(job => job.JobName).Order(StringComparer.Ordinal));
        Assert.All(jobs, job => Assert.Equal(JobStatus.SUCCEEDED, job.Status));
    }

    /// <summary>Two attempts a job: the one that runs when the stack is killed counts as that of a lost host.</summary>
    private static string Manifest() =>
        "jobName,jobQueue,jobDefinition,attempts,command\n" + string.Concat(Names().Select(name => $"{name},default,hello,2,\"[\"\"true\"\"]\"\n"));

    private static IEnumerable<string> Names() => Enumerable.Range(0, Rows).Select(row => string.Create(CultureInfo.InvariantCulture, $"row-{row:0000}"));

    private static int Over(JsonElement submission) => Count(submission, "SUCCEEDED") + Count(submission, "FAILED");

    private static int Count(JsonElement submission, string status) => submission.GetProperty("statuses").GetProperty(status).GetInt32();
}
