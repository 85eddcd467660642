using System.Text.Json;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Operations;

/// <summary>Consumable resources, and the jobs that wait for them.</summary>
public sealed class ConsumableResourceTests
{
    private const string Arn = "arn:aws:batch:us-east-1:123456789012:consumable-resource/licence";

    [Fact]
    public async Task A_resource_is_made_described_listed_changed_and_deleted()
    {
        await using var local = await LocalEngine.OpenAsync();

        var made = await local.CallAsync("CreateConsumableResource", """{"consumableResourceName": "licence", "totalQuantity": 3, "tags": {"a": "b"}}""");
        var described = await local.CallAsync("DescribeConsumableResource", """{"consumableResource": "licence"}""");
        var listed = await local.CallAsync("ListConsumableResources", """{"filters": [{"name": "CONSUMABLE_RESOURCE_NAME", "values": ["LIC*"]}]}""");
        var none = await local.CallAsync("ListConsumableResources", """{"filters": [{"name": "CONSUMABLE_RESOURCE_NAME", "values": ["lic"]}]}""");
        var changed = await local.CallAsync("UpdateConsumableResource", $$"""{"consumableResource": "{{Arn}}", "operation": "ADD", "quantity": 4}""");
        await local.CallAsync("DeleteConsumableResource", $$"""{"consumableResource": "{{Arn}}"}""");
        await local.CallAsync("DeleteConsumableResource", $$"""{"consumableResource": "{{Arn}}"}""");

        Assert.Equal($$"""{"consumableResourceName":"licence","consumableResourceArn":"{{Arn}}"}""", made.GetRawText());
        Assert.Equal(
            $$$"""{"consumableResourceName":"licence","consumableResourceArn":"{{{Arn}}}","totalQuantity":3,"inUseQuantity":0,"availableQuantity":3,"resourceType":"REPLENISHABLE","createdAt":1795348800000,"tags":{"a":"b"}}""",
            described.GetRawText());
        Assert.Equal(
            $$"""[{"consumableResourceArn":"{{Arn}}","consumableResourceName":"licence","totalQuantity":3,"inUseQuantity":0,"resourceType":"REPLENISHABLE"}]""",
            listed.GetProperty("consumableResources").GetRawText());
        Assert.Empty(none.GetProperty("consumableResources").EnumerateArray());
        Assert.Equal($$"""{"consumableResourceName":"licence","consumableResourceArn":"{{Arn}}","totalQuantity":7}""", changed.GetRawText());
    }

    [Fact]
    public async Task A_job_waits_RUNNABLE_until_what_it_needs_is_free_and_gives_it_back_at_its_end()
    {
        await using var local = await WithLicencesAsync(3);
        var first = await SubmitAsync(local, 2);
        var second = await SubmitAsync(local, 2);
        var run = await local.Executor.NextAsync();

        Assert.Equal((3, 2, 1), await QuantitiesAsync(local));
        var waiting = await local.DescribeAsync(second);
        Assert.Equal("RUNNABLE", waiting.Text("status"));
        Assert.False(waiting.Has("statusReason"));

        run.Exit(0);
        await local.UntilAsync(first, "SUCCEEDED");

        Assert.Equal(second, (await local.Executor.NextAsync()).Attempt.JobId);
        Assert.Equal((3, 2, 1), await QuantitiesAsync(local));
    }

    [Fact]
    public async Task What_cannot_be_replenished_is_spent_when_the_job_is_STARTING_and_once_more_by_a_retry()
    {
        await using var local = await WithLicencesAsync(2, "NON_REPLENISHABLE");
        var job = await SubmitAsync(local, 1, ", \"retryStrategy\": {\"attempts\": 2}");
        var run = await local.Executor.NextAsync();
        Assert.Equal((1, 1, 1), await QuantitiesAsync(local));

        run.Exit(1);
        (await local.Executor.NextAsync()).Exit(0);
        await local.UntilAsync(job, "SUCCEEDED");

        Assert.Equal((0, 0, 0), await QuantitiesAsync(local));
        var next = await SubmitAsync(local, 1);
        Assert.Equal(
            "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - The job needs 1 of the consumable resource licence, of which there are 0.",
            (await local.DescribeAsync(next)).Text("statusReason"));
        await UpdateAsync(local, "ADD", 1);
        Assert.Equal(next, (await local.Executor.NextAsync()).Attempt.JobId);
    }

    [Fact]
    public async Task A_total_set_below_what_is_in_use_is_reached_as_jobs_end()
    {
        await using var local = await WithLicencesAsync(4);
        var (first, second) = (await SubmitAsync(local, 2), await SubmitAsync(local, 2));
        var runs = new[] { await local.Executor.NextAsync(), await local.Executor.NextAsync() };

        await UpdateAsync(local, "SET", 1);
        var atOnce = await QuantitiesAsync(local);
        runs[0].Exit(0);
        await local.UntilAsync(first, "SUCCEEDED");
        var later = await QuantitiesAsync(local);
        runs[1].Exit(0);
        await local.UntilAsync(second, "SUCCEEDED");

        Assert.Equal((4, 4, 0), atOnce);
        Assert.Equal((2, 2, 0), later);
        Assert.Equal((1, 0, 1), await QuantitiesAsync(local));
    }

    [Fact]
    public async Task An_update_under_a_client_token_happens_once_within_eight_hours()
    {
        await using var local = await WithLicencesAsync(1);
        const string add = """{"consumableResource": "licence", "operation": "ADD", "quantity": 1, "clientToken": "t"}""";

        await local.CallAsync("UpdateConsumableResource", add);
        await local.RestartAsync();
        await local.CallAsync("UpdateConsumableResource", add);
        Assert.Equal((2, 0, 2), await QuantitiesAsync(local));
        await local.CallAsync("UpdateConsumableResource", add.Replace("\"quantity\": 1", "\"quantity\": 5", StringComparison.Ordinal));
        Assert.Equal((7, 0, 7), await QuantitiesAsync(local));

        local.Clock.Advance(TimeSpan.FromHours(8));
        await local.CallAsync("UpdateConsumableResource", add);

        Assert.Equal((8, 0, 8), await QuantitiesAsync(local));
    }

    [Fact]
    public async Task A_resource_deleted_in_use_and_made_again_serves_the_jobs_that_wait_for_its_name()
    {
        await using var local = await WithLicencesAsync(1);
        var first = await SubmitAsync(local, 1);
        var second = await SubmitAsync(local, 1);
        var run = await local.Executor.NextAsync();

        await local.CallAsync("DeleteConsumableResource", """{"consumableResource": "licence"}""");
        var blocked = await local.DescribeAsync(second);
        await local.CallAsync("CreateConsumableResource", """{"consumableResourceName": "licence", "totalQuantity": 1}""");
        Assert.Equal(second, (await local.Executor.NextAsync()).Attempt.JobId);
        run.Exit(0);
        await local.UntilAsync(first, "SUCCEEDED");

        Assert.Equal(
            "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - The job needs the consumable resource licence, which does not exist.",
            blocked.Text("statusReason"));
        Assert.Equal((1, 1, 0), await QuantitiesAsync(local));
    }

    [Fact]
    public async Task A_definition_names_what_its_jobs_need_and_a_submission_replaces_it()
    {
        await using var local = await WithLicencesAsync(3);
        await local.RegisterAsync(
            "licensed", more: """, "consumableResourceProperties": {"consumableResourceList": [{"consumableResource": "licence", "quantity": 2}]}""");
        var usual = await local.SubmitAsync(definition: "licensed");
        var array = await local.SubmitAsync(
            """ "arrayProperties": {"size": 2}, "consumableResourcePropertiesOverride": {"consumableResourceList": [{"consumableResource": "licence", "quantity": 1}]} """,
            definition: "licensed");
        await local.Executor.NextAsync();
        await local.Executor.NextAsync();

        Assert.Equal((3, 3, 0), await QuantitiesAsync(local));
        Assert.Equal("RUNNABLE", await local.StatusAsync($"{array}:1"));
        Assert.Equal(
            """{"consumableResourceList":[{"consumableResource":"licence","quantity":2}]}""",
            (await local.DescribeAsync(usual)).GetProperty("consumableResourceProperties").GetRawText());
    }

    [Fact]
    public async Task Jobs_are_listed_by_what_they_need_with_filters_and_in_pages()
    {
        await using var local = await WithLicencesAsync(1);
        await local.SubmitAsync();
        var running = await SubmitAsync(local, 1, name: "Alpha");
        var waiting = await SubmitAsync(local, 1, name: "beta");
        var last = await SubmitAsync(local, 1, name: "alphabet");
        await local.Executor.NextAsync();

        var first = await ListAsync(local, """, "maxResults": 2""");
        var second = await ListAsync(local, $""", "maxResults": 2, "nextToken": "{first.Text("nextToken")}" """);

        Assert.Equal([last, waiting], Ids(first));
        Assert.Equal([running], Ids(second));
        Assert.False(second.Has("nextToken"));
        Assert.Equal([last, running], Ids(await ListAsync(local, """, "filters": [{"name": "JOB_NAME", "values": ["ALPHA*"]}]""")));
        Assert.Equal([running], Ids(await ListAsync(local, """, "filters": [{"name": "JOB_STATUS", "values": ["STARTING"]}]""")));
        var job = second.GetProperty("jobs")[0];
        Assert.Equal(("Alpha", "STARTING", 1L), (job.Text("jobName"), job.Text("jobStatus"), job.Number("quantity")));
        Assert.EndsWith("job-queue/q", job.Text("jobQueueArn"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_spent_and_what_is_needed_outlive_a_restart()
    {
        await using var local = await WithLicencesAsync(2, "NON_REPLENISHABLE");
        var lost = await SubmitAsync(local, 1);
        var waiting = await SubmitAsync(local, 2);
        (await local.Executor.NextAsync()).Start();
        await local.UntilAsync(lost, "RUNNING");

        await local.RestartAsync();

        Assert.Equal("FAILED", await local.StatusAsync(lost));
        Assert.Equal((1, 0, 1), await QuantitiesAsync(local));
        Assert.Equal("RUNNABLE", await local.StatusAsync(waiting));
        Assert.Equal([waiting, lost], Ids(await ListAsync(local, "")));
    }

    private static async Task<LocalEngine> WithLicencesAsync(long total, string type = "REPLENISHABLE")
    {
        var local = await LocalEngine.ReadyAsync();
        await local.CallAsync("CreateConsumableResource", $$"""{"consumableResourceName": "licence", "totalQuantity": {{total}}, "resourceType": "{{type}}"}""");

        return local;
    }

    private static Task<string> SubmitAsync(LocalEngine local, int licences, string more = "", string name = "a") => local.SubmitAsync(
        $$$""" "consumableResourcePropertiesOverride": {"consumableResourceList": [{"consumableResource": "licence", "quantity": {{{licences}}}}]}{{{more}}} """, name: name);

    private static Task<JsonElement> UpdateAsync(LocalEngine local, string operation, long quantity) =>
        local.CallAsync("UpdateConsumableResource", $$"""{"consumableResource": "licence", "operation": "{{operation}}", "quantity": {{quantity}}}""");

    private static Task<JsonElement> ListAsync(LocalEngine local, string more) =>
        local.CallAsync("ListJobsByConsumableResource", $$"""{"consumableResource": "licence"{{more}}}""");

    private static IEnumerable<string> Ids(JsonElement listed) =>
        listed.GetProperty("jobs").EnumerateArray().Select(job => job.Text("jobArn").Split('/')[1]);

    private static async Task<(long Total, long InUse, long Available)> QuantitiesAsync(LocalEngine local)
    {
        var resource = await local.CallAsync("DescribeConsumableResource", """{"consumableResource": "licence"}""");

        return (resource.Number("totalQuantity"), resource.Number("inUseQuantity"), resource.Number("availableQuantity"));
    }
}
