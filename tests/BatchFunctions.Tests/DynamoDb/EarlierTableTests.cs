using Amazon.DynamoDBv2.Model;
using BatchFunctions.DynamoDb;
using BatchFunctions.Jobs;
using BatchFunctions.Tracking;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>
/// A table that the version of dbf1d9e has filled, item for item as it wrote them: nothing of it is lost to this version, which
/// goes on with it.
/// </summary>
public sealed class EarlierTableTests(DynaliteFixture dynalite) : IClassFixture<DynaliteFixture>
{
    private const string Body = """{"jobName":"old","jobQueue":"earlier","jobDefinition":"hello"}""";

    private static CancellationToken None => TestContext.Current.CancellationToken;

    private AmazonItems Items => new(dynalite);

    [Fact]
    public async Task A_finished_job_is_shown_with_its_request_and_its_whole_history()
    {
        var id = $"{Guid.NewGuid()}";
        await Items.PutAsync(Job(id, "earlier-done", "SUCCEEDED", 1_000_000, isOpen: false));

        var job = await dynalite.Jobs().FindAsync(id, None);

        Assert.Equal((JobStatus.Succeeded, Body, "[]", true, true), (job?.Status, job?.Request, job?.OnFailure, job?.IsHandled, job?.IsAccepted));
        Assert.Equal(
            [(1, JobStatus.Submitted, null), (1, JobStatus.Runnable, "why"), (1, JobStatus.Succeeded, null)],
            job?.History.Select(line => (line.Attempt, line.Status, line.Reason)));
        Assert.Equal([id], (await ListAsync("earlier-done")).Select(found => found.JobId));
        Assert.Equal([id], (await ListAsync("earlier-done", JobStatus.Succeeded)).Select(found => found.JobId));
        Assert.Empty(await ListAsync("earlier-done", JobStatus.Failed));
    }

    [Fact]
    public async Task A_job_of_a_queue_of_which_nothing_was_heard_since_is_in_the_lists_of_no_queue()
    {
        var (done, failed) = ($"{Guid.NewGuid()}", $"{Guid.NewGuid()}");
        await Items.PutAsync(Job(done, "earlier-silent", "SUCCEEDED", 1_000_000, isOpen: false));
        var item = Job(failed, "earlier-silent", "FAILED", 1_000_000, isOpen: false);
        item["cause"] = Text("OutOfMemory");
        await Items.PutAsync(item);

        Assert.Superset(new HashSet<string> { done, failed }, await AllAsync());
        Assert.Contains(failed, await AllAsync(JobStatus.Failed));
        Assert.DoesNotContain(done, await AllAsync(JobStatus.Failed));

        async Task<HashSet<string>> AllAsync(params IReadOnlyList<JobStatus> statuses) =>
            [.. (await dynalite.Jobs().ListAsync(new JobQuery { Statuses = statuses, Limit = 100 }, None)).Jobs.Select(job => job.JobId)];
    }

    /// <summary>AWS: an update of a table makes or deletes one index, and changes the keys and the projection of none (AWS::DynamoDB::Table).</summary>
    [Fact]
    public void The_table_gets_one_index_and_keeps_those_that_it_has_as_they_are()
    {
        const string Summary = "jobId,jobName,jobQueue,jobDefinition,status,statusReason,createdAt,startedAt,stoppedAt,cause,arraySize";
        string[] earlier =
        [
            $"byQueue queueStatus createdKey INCLUDE {Summary},submissionId",
            $"byDay day createdKey INCLUDE {Summary},submissionId",
            $"bySubmission submissionId createdKey INCLUDE {Summary}",
            "byChange watch changedKey KEYS_ONLY ",
        ];

        var now = DynaliteFixture.TableRequest().GlobalSecondaryIndexes.Select(index =>
            $"{index.IndexName} {string.Join(' ', index.KeySchema.Select(key => key.AttributeName))} {index.Projection.ProjectionType} {string.Join(',', index.Projection.NonKeyAttributes ?? [])}").ToList();

        Assert.Empty(earlier.Except(now));
        Assert.StartsWith("byTime SK createdKey ", Assert.Single(now.Except(earlier)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_job_is_listed_watched_and_goes_on_to_its_end()
    {
        var id = $"{Guid.NewGuid()}";
        await Items.PutAsync(Job(id, "earlier-open", "RUNNABLE", 2, isOpen: true));
        var jobs = dynalite.Jobs();

        Assert.Equal([id], (await ListAsync("earlier-open", JobStatus.Runnable)).Select(found => found.JobId));
        Assert.Contains(new WatchedItem(id, null), await new WatchTable(dynalite.Table()).StaleAsync(A.Noon.AddHours(1), 100, None));
        // The sweep that looks at it puts it to the other open jobs.
        await new WatchTable(dynalite.Table()).TouchAsync(new WatchedItem(id, null), A.Noon.AddHours(1), None);
        Assert.DoesNotContain(new WatchedItem(id, null), await new WatchTable(dynalite.Table()).StaleAsync(A.Noon.AddHours(2), 100, None));
        Assert.Contains(id, (await OpenAsync()).Select(job => job.JobId));
        await jobs.AdvanceAsync(A.Change(JobStatus.Running, jobId: id, queue: "earlier-open"), None);
        Assert.Equal([(id, JobStatus.Running)], (await ListAsync("earlier-open")).Select(found => (found.JobId, found.Status)));
        Assert.Empty(await ListAsync("earlier-open", JobStatus.Runnable));

        await jobs.AdvanceAsync(A.Change(JobStatus.Succeeded, jobId: id, queue: "earlier-open") with { IsHandled = true }, None);

        Assert.DoesNotContain(id, (await OpenAsync()).Select(job => job.JobId));
        Assert.Equal(
            [JobStatus.Submitted, JobStatus.Runnable, JobStatus.Running, JobStatus.Succeeded], (await jobs.FindAsync(id, None))?.History.Select(line => line.Status));
        Assert.Equal(Body, (await jobs.FindAsync(id, None))?.Request);
    }

    [Fact]
    public async Task A_request_that_was_accepted_is_found_and_settled()
    {
        var token = A.Request($"{Guid.NewGuid()}").Token;
        await Items.PutAsync(Intent(token));
        var intents = new IntentTable(dynalite.Table());

        var found = await intents.FindAsync(token, None);

        Assert.Equal((Body, "old", "earlier", A.Noon), (found?.Request.Body, found?.Request.JobName, found?.Request.JobQueue, found?.CreatedAt));
        Assert.Contains(new WatchedItem(null, token), await new WatchTable(dynalite.Table()).StaleAsync(A.Noon.AddHours(1), 100, None));
        Assert.Equal("job", (await intents.SettleAsync(token, "job", None))?.JobId);
        Assert.DoesNotContain(new WatchedItem(null, token), await new WatchTable(dynalite.Table()).StaleAsync(A.Noon.AddHours(1), 100, None));
    }

    private Task<IReadOnlyList<OpenJob>> OpenAsync() => new WatchTable(dynalite.Table()).OpenJobsAsync(A.Noon, A.Noon.AddHours(2), null, 100, None);

    private async Task<IReadOnlyList<JobSummary>> ListAsync(string queue, params IReadOnlyList<JobStatus> statuses) =>
        (await dynalite.Jobs().ListAsync(new JobQuery { JobQueue = queue, Statuses = statuses, Limit = 10 }, None)).Jobs;

    private static Dictionary<string, AttributeValue> Job(string id, string queue, string status, int rank, bool isOpen)
    {
        var item = new Dictionary<string, AttributeValue>
        {
            ["PK"] = Text($"JOB#{id}"),
            ["SK"] = Text("JOB"),
            ["jobId"] = Text(id),
            ["jobName"] = Text("old"),
            ["jobQueue"] = Text($"arn:aws:batch:us-east-1:123456789012:job-queue/{queue}"),
            ["jobDefinition"] = Text("arn:aws:batch:us-east-1:123456789012:job-definition/hello:1"),
            ["status"] = Text(status),
            ["rank"] = Number(rank),
            ["queueStatus"] = Text($"{queue}#{status}"),
            ["createdAt"] = Number(1772366400000),
            ["createdKey"] = Text($"001772366400000#{id}"),
            ["day"] = Text("2026-03-01"),
            ["changedAt"] = Number(1772366405000),
            ["attempts"] = new() { L = [], IsLSet = true },
            ["isFargate"] = new() { BOOL = false },
            ["history#0000000"] = Line("SUBMITTED", null),
            ["history#0000002"] = Line("RUNNABLE", "why"),
            ["request"] = Text(Body),
            ["token"] = Text(A.Request(id).Token),
            ["onFailure"] = Text("[]"),
            ["resubmission"] = Number(0),
        };
        if (isOpen)
        {
            item["watch"] = Text($"OPEN#{id[^1] % 4}");
            item["changedKey"] = Text($"001772366405000#{id}");
        }
        else
        {
            item["history#1000000"] = Line(status, null);
            item["isHandled"] = new() { BOOL = true };
        }

        return item;
    }

    private static Dictionary<string, AttributeValue> Intent(string token) => new()
    {
        ["PK"] = Text($"INTENT#{token}"),
        ["SK"] = Text("INTENT"),
        ["token"] = Text(token),
        ["requestHash"] = Text("hash"),
        ["jobName"] = Text("old"),
        ["jobQueue"] = Text("earlier"),
        ["jobDefinition"] = Text("hello"),
        ["request"] = Text(Body),
        ["createdAt"] = Number(1772366400000),
        ["leaseUntil"] = Number(1772366430000),
        ["leaseOwner"] = Text("owner"),
        ["inDoubt"] = new() { BOOL = true },
        ["resubmission"] = Number(0),
        ["watch"] = Text($"OPEN#{token[^1] % 4}"),
        ["changedKey"] = Text($"001772366400000#{token}"),
    };

    private static AttributeValue Line(string status, string? reason)
    {
        var line = new Dictionary<string, AttributeValue> { ["attempt"] = Number(1), ["status"] = Text(status), ["at"] = Number(1772366400000) };
        if (reason is not null)
        {
            line["reason"] = Text(reason);
        }

        return new() { M = line };
    }

    private static AttributeValue Text(string text) => new() { S = text };

    private static AttributeValue Number(long number) => new() { N = number.ToString(System.Globalization.CultureInfo.InvariantCulture) };

    private sealed class AmazonItems(DynaliteFixture dynalite)
    {
        public Task<PutItemResponse> PutAsync(Dictionary<string, AttributeValue> item) =>
            (dynalite.Client ?? throw new InvalidOperationException("Not started.")).PutItemAsync(DynaliteFixture.TableName, item, None);
    }
}
