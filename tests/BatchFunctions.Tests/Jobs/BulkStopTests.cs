using System.Text.Json;
using Amazon.Batch;
using Amazon.Lambda.Annotations.APIGateway;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Doubles;
using JobStatus = BatchFunctions.Jobs.JobStatus;

namespace BatchFunctions.Tests.Jobs;

public sealed class BulkStopTests
{
    private static readonly JobStatus[] Waiting = [JobStatus.Submitted, JobStatus.Pending, JobStatus.Runnable];

    private readonly InMemoryJobs _jobs = new();
    private readonly InMemoryBatch _batch = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("[]", "")]
    [InlineData("""{"filter":{"jobQueue":"default"}}""", "/reason")]
    [InlineData("""{"filter":{},"reason":"enough"}""", "/filter")]
    [InlineData("""{"reason":"enough"}""", "/filter")]
    [InlineData("""{"filter":{"jobQueue":"default"},"reason":"enough","dryRun":"yes"}""", "/dryRun")]
    [InlineData("""{"filter":{"jobQueue":"default"},"reason":"enough","force":true}""", "/force")]
    [InlineData("""{"filter":{"queue":"default"},"reason":"enough"}""", "/filter/queue")]
    [InlineData("""{"filter":{"jobQueue":["default"]},"reason":"enough"}""", "/filter/jobQueue")]
    [InlineData("""{"filter":{"status":"RUNNING"},"reason":"enough"}""", "/filter/status")]
    [InlineData("""{"filter":{"createdAfter":"soon"},"reason":"enough"}""", "/filter/createdAfter")]
    public void What_is_wrong_with_a_bulk_stop_is_named(string body, string place)
    {
        using var document = JsonDocument.Parse(body);
        var problem = Assert.Throws<ProblemException>(() => BulkJobs.Read(document.RootElement, Waiting)).Problem;

        Assert.Equal(place, problem.Errors.Select(error => error.Pointer).DefaultIfEmpty("").First());
    }

    [Fact]
    public async Task Jobs_are_stopped_fifty_a_call_and_those_that_could_not_be_are_told()
    {
        await FillAsync(120);
        var calls = new List<int>();

        using var answer = await RunAsync("""{"filter":{"jobQueue":"default"},"reason":"enough"}""", (ids, reason, _) =>
        {
            calls.Add(ids.Count);
            Assert.Equal("enough", reason);
            return Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string> { [ids[0]] = "no" });
        });

        Assert.Equal([50, 50, 20], calls);
        Assert.Equal(
            (false, 120, 117, 3),
            (answer.RootElement.GetProperty("dryRun").GetBoolean(), answer.RootElement.GetProperty("matched").GetInt32(),
                answer.RootElement.GetProperty("jobIds").GetArrayLength(), answer.RootElement.GetProperty("errors").GetArrayLength()));
    }

    [Fact]
    public async Task A_call_that_fails_is_told_with_its_jobs_and_stops_no_other()
    {
        await FillAsync(120);
        var calls = 0;

        using var answer = await RunAsync("""{"filter":{"jobQueue":"default"},"reason":"enough"}""", (_, _, _) => calls++ == 0
            ? throw new AmazonBatchException("Too Many Requests")
            : Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>()));

        Assert.Equal((3, 70, 50), (calls, answer.RootElement.GetProperty("jobIds").GetArrayLength(), answer.RootElement.GetProperty("errors").GetArrayLength()));
        Assert.Equal("Too Many Requests", answer.RootElement.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_dry_run_counts_and_stops_nothing()
    {
        await FillAsync(3);

        using var answer = await RunAsync("""{"filter":{"jobQueue":"default"},"reason":"enough","dryRun":true}""", _batch.CancelAsync);

        Assert.Equal(3, answer.RootElement.GetProperty("matched").GetInt32());
        Assert.Empty(_batch.Cancelled);
    }

    [Fact]
    public async Task One_call_stops_five_hundred_jobs_and_its_token_goes_on_with_the_rest()
    {
        await FillAsync(620);

        using var first = await RunAsync("""{"filter":{"jobQueue":"default"},"reason":"enough"}""", _batch.CancelAsync);
        var token = first.RootElement.GetProperty("nextToken").GetString();
        using var second = await RunAsync($$"""{"filter":{"jobQueue":"default"},"reason":"enough","nextToken":"{{token}}"}""", _batch.CancelAsync);

        Assert.Equal((500, 120), (first.RootElement.GetProperty("matched").GetInt32(), second.RootElement.GetProperty("matched").GetInt32()));
        Assert.Equal(620, _batch.Cancelled.Select(job => job.JobId).Distinct().Count());
        Assert.False(second.RootElement.TryGetProperty("nextToken", out _));
    }

    private async Task FillAsync(int count)
    {
        for (var n = 0; n < count; n++)
        {
            await _jobs.AdvanceAsync(A.Change(JobStatus.Runnable, jobId: $"{n:D8}-1111-4111-8111-111111111111", createdAt: A.Noon.AddSeconds(n)), None);
        }
    }

    private async Task<JsonDocument> RunAsync(
        string body, Func<IReadOnlyList<string>, string, CancellationToken, Task<IReadOnlyDictionary<string, string>>> stop)
    {
        using var document = JsonDocument.Parse(body);
        var answer = await BulkStopper.RunAsync(BulkJobs.Read(document.RootElement, Waiting), new FilteredJobs(_jobs, new FixedQueueNames("default", "spot")), stop, None);
        using var stream = answer.Serialize(new HttpResultSerializationOptions { Format = HttpResultSerializationOptions.ProtocolFormat.HttpApi, Version = HttpResultSerializationOptions.ProtocolVersion.V2 });
        using var envelope = await JsonDocument.ParseAsync(stream, cancellationToken: None);

        return JsonDocument.Parse(envelope.RootElement.GetProperty("body").GetString() ?? "");
    }
}
