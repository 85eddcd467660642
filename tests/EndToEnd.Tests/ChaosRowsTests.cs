using System.Globalization;
using Amazon.Batch;
using Amazon.Batch.Model;

namespace EndToEnd.Tests;

/// <summary>
/// A long manifest, every kind of disorder at once, and a stack that dies again and again. <c>CHAOS_ROWS</c> makes it longer: CI does 1,000
/// rows and five kills.
/// </summary>
public sealed class ChaosRowsTests(StateFolders folders) : IClassFixture<StateFolders>
{
    private static readonly int Rows = int.TryParse(Environment.GetEnvironmentVariable("CHAOS_ROWS"), CultureInfo.InvariantCulture, out var rows) ? rows : 200;

    private static readonly int Kills = Rows < 1_000 ? 2 : 5;

    private static readonly string[] Options =
    [
        "--parameter-overrides", "SubmissionsPerSecond=50", "StaleAfterMinutes=0",
        "--chaos", "duplicate=0.2,delay=0.3,reorder=0.2,drop=0.05,throttle=0.1,close=0.03,lag=5", "--chaos-seed",
    ];

    private readonly string _state = folders.New("chaos-rows");

    [Fact]
    public async Task Rows_in_every_disorder_and_several_kills_are_as_many_jobs_by_AWS_Batchs_own_list_and_a_table_that_agrees()
    {
        await DropAsync();
        for (var life = 1; life <= Kills; life++)
        {
            // Each life with a disorder of its own; every other one ends as when the power goes.
            await using var stack = await StartAsync(life);
            using var batch = StackFixture.PatientBatch(stack);
            await Wait.CountAsync(async () => (await JobsAsync(batch)).Count, life * Rows / (Kills + 1), "jobs submitted", () => stack.Output);
            await stack.CrashAsync(withChildren: life % 2 == 0);
        }

        await using var last = await StartAsync(Kills + 1);
        using HttpClient http = new();
        Api api = new(last, http);
        var submission = await SubmittedAsync(api, last);
        var (jobs, records) = await AgreeAsync(api, last);
        await FinishAsync(api, last, submission);

        Assert.Equal(Names(), jobs.Select(job => job.JobName).Order(StringComparer.Ordinal));
        Assert.Equal(jobs.Select(Line).Order(StringComparer.Ordinal), records.Order(StringComparer.Ordinal));
    }

    private async Task<LocalCloudProcess> StartAsync(int seed) =>
        await LocalCloudProcess.Start(_state, [.. Options, seed.ToString(CultureInfo.InvariantCulture)]).ReadyAsync();

    private async Task DropAsync()
    {
        await using var stack = await StartAsync(0);
        using var s3 = StackFixture.S3(stack);
        await s3.PutObjectAsync(
            new() { BucketName = stack.InboxBucket, Key = "inbox/chaos-rows.csv", ContentBody = Manifest() }, TestContext.Current.CancellationToken);
    }

    /// <summary>Until AWS Batch has answered for each row.</summary>
    /// <returns>Where the submission is told of.</returns>
    private static async Task<string> SubmittedAsync(Api api, LocalCloudProcess stack)
    {
        var one = (await api.PollAsync("/jobs?jobQueue=default&namePrefix=row-&limit=1", list => list.GetProperty("jobs").GetArrayLength() == 1)).GetProperty("jobs")[0];
        var path = $"/submissions/{one.Text("submissionId")}?limit=1";
        await Wait.CountAsync(async () => (await api.PollAsync(path, _ => true)).GetProperty("submitted").GetInt32(), Rows, "rows submitted", () => stack.Output);
        await api.PollAsync(path, submission => submission.Text("state") is "SUBMITTED" or "FINISHED");

        return path;
    }

    /// <summary>Until the submission's own counts say that nothing of it is open: as for the records, what was lost a sweep makes up for.</summary>
    private static async Task FinishAsync(Api api, LocalCloudProcess stack, string path)
    {
        await Wait.CountAsync(
            async () =>
            {
                await Sweep.TryAsync(stack);
                return Rows - (await api.PollAsync(path, _ => true)).GetProperty("open").GetInt32();
            },
            Rows,
            "rows over by the submission's counts",
            () => stack.Output);
        var submission = await api.PollAsync(path, _ => true);

        Assert.Equal(("FINISHED", Rows), (submission.Text("state"), submission.GetProperty("statuses").GetProperty("SUCCEEDED").GetInt32()));
    }

    /// <summary>Until all jobs are over and the records say so: news that was lost only the sweep can find, as often as it is lost again.</summary>
    /// <returns>The jobs, and what the table says of them.</returns>
    private static async Task<(IReadOnlyList<JobSummary> Jobs, IReadOnlyList<string> Records)> AgreeAsync(Api api, LocalCloudProcess stack)
    {
        using var batch = StackFixture.PatientBatch(stack);
        var (jobs, records) = ((IReadOnlyList<JobSummary>)[], (IReadOnlyList<string>)[]);
        await Wait.CountAsync(
            async () =>
            {
                // One that is throttled time and again breaks off, and the next one goes on: AWS's schedule does as much.
                await Sweep.TryAsync(stack);
                (jobs, records) = (await JobsAsync(batch), await RecordsAsync(api));
                return jobs.Where(job => job.Status == JobStatus.SUCCEEDED).Select(Line).Intersect(records).Count();
            },
            Rows,
            "jobs over and recorded so",
            () => stack.Output);

        return (jobs, records);
    }

    private static string Line(JobSummary job) => $"{job.JobName} {job.JobId} {job.Status}";

    private static async Task<IReadOnlyList<string>> RecordsAsync(Api api)
    {
        List<string> records = [];
        string? token = null;
        do
        {
            var page = await api.PollAsync($"/jobs?jobQueue=default&namePrefix=row-&limit=100{(token is null ? "" : $"&nextToken={Uri.EscapeDataString(token)}")}", _ => true);
            records.AddRange(page.GetProperty("jobs").EnumerateArray().Select(record => $"{record.Text("jobName")} {record.Text("jobId")} {record.Text("status")}"));
            token = page.Find("nextToken");
        }
        while (token is not null);

        return records;
    }

    private static Task<List<JobSummary>> JobsAsync(AmazonBatchClient batch) => Batches.JobsAsync(batch, "default", "row-");

    /// <summary>Many attempts a job: the one that runs when the stack is killed counts as that of a lost host.</summary>
    private static string Manifest() =>
        "jobName,jobQueue,jobDefinition,attempts,command\n" + string.Concat(Names().Select(name => $"{name},default,hello,10,\"[\"\"true\"\"]\"\n"));

    private static IEnumerable<string> Names() => Enumerable.Range(0, Rows).Select(row => string.Create(CultureInfo.InvariantCulture, $"row-{row:0000}"));
}
