using System.Net;
using System.Text.Json;
using Amazon.Batch.Model;

namespace EndToEnd.Tests;

/// <summary>Events and messages that come twice, late, out of order or not at all, and an AWS Batch that throttles, change nothing in the end.</summary>
public sealed class ChaosTests(StateFolders folders) : IClassFixture<StateFolders>
{
    private const string Manifest =
        """
        { "defaults": { "jobQueue": "default", "jobDefinition": "hello" },
          "onFailure": [ { "exitCodes": [75], "action": "resubmit", "jobQueue": "default", "delaySeconds": 1, "maxResubmissions": 2 }, { "action": "giveUp" } ],
          "jobs": [
            { "jobName": "chaos-join", "dependsOn": ["chaos-left", "chaos-right"] },
            { "jobName": "chaos-left", "dependsOn": ["chaos-split"] },
            { "jobName": "chaos-right", "dependsOn": ["chaos-split", "chaos-tries"] },
            { "jobName": "chaos-split" },
            { "jobName": "chaos-tries", "retryStrategy": { "attempts": 3 },
              "containerOverrides": { "command": ["sh", "-c", "test $AWS_BATCH_JOB_ATTEMPT = 3"] } },
            { "jobName": "chaos-array", "arrayProperties": { "size": 6 } },
            { "jobName": "chaos-after-array", "dependsOn": ["chaos-array"] },
            { "jobName": "chaos-fails", "containerOverrides": { "command": ["sh", "-c", "exit 3"] } },
            { "jobName": "chaos-after-failure", "dependsOn": ["chaos-fails"] },
            { "jobName": "chaos-busy", "containerOverrides": { "command": ["sh", "-c", "exit 75"] } },
            { "jobName": "chaos-moves", "jobQueue": "spot",
              "containerOverrides": { "command": ["sh", "-c", "test $AWS_BATCH_JQ_NAME = default || exit 75"] } },
            { "jobName": "chaos-after-move", "dependsOn": ["chaos-moves"] }
          ] }
        """;

    /// <summary>Name, number of the resubmission, queue, status, attempts, cause, decision.</summary>
    private static readonly string[] EndState =
    [
        "chaos-after-array #0 default SUCCEEDED 1",
        "chaos-after-failure #0 default FAILED 0 DependencyFailed GIVEN_UP",
        "chaos-after-move #0 default FAILED 0 DependencyFailed RESUBMITTED",
        "chaos-after-move #1 default SUCCEEDED 1",
        "chaos-array #0 default SUCCEEDED 0",
        "chaos-busy #0 default FAILED 1 ApplicationError RESUBMITTED",
        "chaos-busy #1 default FAILED 1 ApplicationError RESUBMITTED",
        "chaos-busy #2 default FAILED 1 ApplicationError GIVEN_UP",
        "chaos-fails #0 default FAILED 1 ApplicationError GIVEN_UP",
        "chaos-join #0 default SUCCEEDED 1",
        "chaos-left #0 default SUCCEEDED 1",
        "chaos-moves #0 spot FAILED 1 ApplicationError RESUBMITTED",
        "chaos-moves #1 default SUCCEEDED 1",
        "chaos-right #0 default SUCCEEDED 1",
        "chaos-split #0 default SUCCEEDED 1",
        "chaos-tries #0 default SUCCEEDED 3",
    ];

    // With these seeds every kind strikes early: the last to come is the first drop, the 12th event of some eighty.
    [Theory]
    [InlineData("in-peace")]
    [InlineData("in-disorder", "--chaos", "duplicate=0.2,delay=0.3,reorder=0.2,drop=0.05,throttle=0.1", "--chaos-seed", "1")]
    [InlineData("in-much-disorder", "--chaos", "duplicate=0.5,delay=0.5,reorder=0.5,drop=0.3,throttle=0.3", "--chaos-seed", "2")]
    public async Task The_end_state_is_the_same_in_peace_and_in_disorder(string name, params string[] chaos)
    {
        await using var stack = await LocalCloudProcess.Start(folders.New(name), ["--parameter-overrides", "StaleAfterMinutes=0", .. chaos]).ReadyAsync();
        using HttpClient http = new();
        Api api = new(stack, http);
        await DropAsync(stack);

        // What was dropped only the sweep can find, as often as it is lost again.
        var records = await Wait.UntilAsync(
            async () =>
            {
                await SweepAsync(stack, mayBeThrottled: chaos.Length > 0);
                return await RecordsAsync(api);
            },
            all => all.Count >= EndState.Length && all.All(Api.IsSettled),
            "every job to be over and decided about",
            () => stack.Output);

        Assert.Equal(EndState, records.Select(Describe).Order(StringComparer.Ordinal));
        // Up to here nobody has called AWS Batch but the functions: it is they who were throttled.
        await AssertDisorderAsync(stack, isWanted: chaos.Length > 0);
        Assert.Equal(EndState.Select(line => line.Split(' ')[0]).Order(StringComparer.Ordinal), await SubmittedAsync(stack));
    }

    /// <summary>Each kind of disorder has happened, or there is none.</summary>
    private static async Task AssertDisorderAsync(LocalCloudProcess stack, bool isWanted)
    {
        using var client = stack.SignedClient();
        using var answer = await client.GetAsync("batch", "/_localcloud/chaos", TestContext.Current.CancellationToken);
        Assert.Equal(isWanted ? HttpStatusCode.OK : HttpStatusCode.NotFound, answer.StatusCode);
        if (!isWanted)
        {
            return;
        }

        using var tally = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            ["seed", "duplicated", "delayed", "reordered", "dropped", "throttled", "closed", "withheld"], tally.RootElement.EnumerateObject().Select(kind => kind.Name));
        // Closed connections and lag are in ChaosRowsTests: each lost answer costs ninety seconds, and here jobs wait for jobs.
        Assert.All(tally.RootElement.EnumerateObject().Where(kind => kind.Name is not ("closed" or "withheld")), kind => Assert.True(kind.Value.GetInt64() > 0, $"{kind.Name} never happened: {tally.RootElement}"));
        await AssertThrottlingAsync(stack);
    }

    /// <summary>AWS's own client, trying once, sees what the functions see.</summary>
    private static async Task AssertThrottlingAsync(LocalCloudProcess stack)
    {
        using var batch = StackFixture.Batch(stack);
        var throttled = await Wait.UntilAsync<Exception?>(
            async () => await Record.ExceptionAsync(() => batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest(), TestContext.Current.CancellationToken)),
            refused => refused is Amazon.Runtime.AmazonServiceException { StatusCode: not 0 },
            "AWS Batch to throttle",
            () => stack.Output);
        var exception = Assert.IsAssignableFrom<Amazon.Runtime.AmazonServiceException>(throttled);
        Assert.Equal((HttpStatusCode.TooManyRequests, "TooManyRequestsException"), (exception.StatusCode, exception.ErrorCode));
    }

    /// <summary>One that AWS Batch throttles time and again breaks off, and the next one goes on: AWS's schedule does as much.</summary>
    private static async Task SweepAsync(LocalCloudProcess stack, bool mayBeThrottled)
    {
        var failure = await Sweep.TryAsync(stack);
        Assert.True(
            failure is null || (mayBeThrottled && failure.Contains("\"errorMessage\":\"Too Many Requests (chaos)\"", StringComparison.Ordinal)), $"{failure}\n{stack.Output}");
    }

    private static async Task DropAsync(LocalCloudProcess stack)
    {
        using var s3 = StackFixture.S3(stack);
        var stored = await s3.PutObjectAsync(
            new() { BucketName = stack.InboxBucket, Key = "inbox/chaos.json", ContentBody = Manifest }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, stored.HttpStatusCode);
    }

    private static async Task<IReadOnlyList<JsonElement>> RecordsAsync(Api api)
    {
        List<JsonElement> records = [];
        foreach (var queue in (string[])["default", "spot"])
        {
            foreach (var job in await api.ListAsync($"/jobs?jobQueue={queue}&namePrefix=chaos-&limit=100", "jobs"))
            {
                records.Add(await api.PollAsync($"/jobs/{job.Text("jobId")}", _ => true));
            }
        }

        return records;
    }

    /// <summary>Names of all the jobs that AWS Batch has taken, each as often as it was submitted. Throttled calls are made again.</summary>
    private static async Task<IEnumerable<string>> SubmittedAsync(LocalCloudProcess stack)
    {
        using var batch = StackFixture.PatientBatch(stack);
        return [.. (await Batches.JobsAsync(batch, "default", "chaos-")).Concat(await Batches.JobsAsync(batch, "spot", "chaos-"))
            .Select(job => job.JobName).Order(StringComparer.Ordinal)];
    }

    private static string Describe(JsonElement record) => string.Join(' ', ((string?[])
    [
        record.Text("jobName"),
        $"#{record.GetProperty("resubmission").GetInt32()}",
        record.Text("jobQueue").Split('/')[^1],
        record.Text("status"),
        $"{record.GetProperty("attempts").GetArrayLength()}",
        record.Find("cause"),
        record.Find("decision"),
    ]).OfType<string>());
}
