using System.Text.Json;
using Amazon.Batch.Model;
using EndToEnd.Tests;

namespace Clients.Tests;

/// <summary>What every one of the programs relies on, whichever calls it makes.</summary>
[Collection(ClientCollection.Name)]
public sealed class RulesTests(ClientStack stack)
{
    // A shell that handles SIGTERM, as process 1 must if it is to end before the grace is over.
    private const string RunsUntilTold = "trap 'exit 143' TERM; sleep 600 & wait";

    private const string Nobody = "0c5d52a8-2f6e-4f0a-9a3e-5b1d7c9e8f10";

    [Fact]
    public async Task DescribeJobs_right_after_SubmitJob_knows_the_job()
    {
        await RegisterAsync("rules-known", "true");

        for (var time = 0; time < 20; time++)
        {
            var id = await SubmitAsync("rules-known");

            Assert.Equal(id, (await stack.DescribeAsync(id)).JobId);
        }
    }

    [Fact]
    public async Task Unknown_ids_give_an_empty_list_and_200()
    {
        var answer = await stack.RawAsync("DescribeJobs", $$"""{"jobs": ["{{Nobody}}", "{{Nobody}}:1", "{{Nobody}}#0", "nonsense"]}""");

        Assert.Empty(answer.GetProperty("jobs").EnumerateArray());
    }

    [Fact]
    public async Task The_exit_code_is_absent_until_it_is_known_and_stoppedAt_until_the_job_is_over()
    {
        await RegisterAsync("rules-exit", RunsUntilTold);
        var id = await SubmitAsync("rules-exit");

        await stack.UntilAsync(id, "RUNNING");
        var running = await RawJobAsync(id);
        await stack.Batch.TerminateJobAsync(new() { JobId = id, Reason = "seen enough" }, ClientStack.Cancellation);
        await stack.EndAsync(id);
        var over = await RawJobAsync(id);

        Assert.Equal(143, over.GetProperty("container").GetProperty("exitCode").GetInt32());
        Assert.False(running.GetProperty("container").TryGetProperty("exitCode", out _));
        Assert.False(running.TryGetProperty("stoppedAt", out _));
        var (created, started, stopped) = (Time(over, "createdAt"), Time(over, "startedAt"), Time(over, "stoppedAt"));
        Assert.True(created <= started && started <= stopped, $"{created} {started} {stopped}");
    }

    [Fact]
    public async Task The_exit_code_is_absent_and_not_0_when_the_host_died()
    {
        await RegisterAsync("rules-host", RunsUntilTold);
        var id = await SubmitAsync("rules-host");
        await stack.UntilAsync(id, "RUNNING");

        using (var client = stack.Process.SignedClient())
        {
            using var gone = await client.PostAsync("batch", $"/_localcloud/hosts/{id}/terminate", default, ClientStack.Cancellation);
            Assert.True(gone.IsSuccessStatusCode);
        }

        var job = await stack.EndAsync(id);
        var raw = await RawJobAsync(id);

        Assert.Equal("FAILED", job.Status);
        Assert.Matches(@"\AHost EC2 \(instance i-[0-9a-f]+\) terminated\.\z", job.StatusReason);
        Assert.False(raw.GetProperty("container").TryGetProperty("exitCode", out _));
        Assert.False(raw.GetProperty("attempts")[0].GetProperty("container").TryGetProperty("exitCode", out _));
    }

    [Fact]
    public async Task A_bare_name_is_the_latest_active_revision_and_every_other_form_is_taken_everywhere()
    {
        var first = await RegisterAsync("rules-names", "echo first");
        var second = await RegisterAsync("rules-names", "echo second");

        string[] given = ["rules-names", "rules-names:1", first, second];
        var found = new List<string>();
        foreach (var definition in given)
        {
            found.Add((await stack.DescribeAsync(await SubmitAsync(definition))).JobDefinition);
        }

        Assert.Equal([second, first, first, second], found);
        var described = await stack.Batch.DescribeJobDefinitionsAsync(new() { JobDefinitions = ["rules-names:1", second] }, ClientStack.Cancellation);
        Assert.Equal([first, second], described.JobDefinitions.Select(definition => definition.JobDefinitionArn));
        await stack.Batch.DeregisterJobDefinitionAsync(new() { JobDefinition = second }, ClientStack.Cancellation);
        Assert.Equal(first, (await stack.DescribeAsync(await SubmitAsync("rules-names"))).JobDefinition);
        await stack.Batch.DeregisterJobDefinitionAsync(new() { JobDefinition = "rules-names:1" }, ClientStack.Cancellation);
        var refusal = await Assert.ThrowsAsync<ClientException>(() => SubmitAsync("rules-names"));
        Assert.Equal("JobDefinition name rules-names does not exist or is not in ACTIVE status", refusal.Message);
    }

    [Fact]
    public async Task Terminate_and_cancel_of_what_is_over_or_unknown_succeed_and_change_nothing()
    {
        await RegisterAsync("rules-over", "true");
        var id = await SubmitAsync("rules-over");
        await stack.UntilAsync(id, "SUCCEEDED");
        var before = await RawJobAsync(id);

        foreach (var job in (string[])[id, Nobody, $"{Nobody}:3", $"{id}#0"])
        {
            await stack.Batch.TerminateJobAsync(new() { JobId = job, Reason = "late" }, ClientStack.Cancellation);
            await stack.Batch.CancelJobAsync(new() { JobId = job, Reason = "late" }, ClientStack.Cancellation);
        }

        Assert.True(JsonElement.DeepEquals(before, await RawJobAsync(id)));
    }

    [Fact]
    public async Task Terminate_of_a_child_ends_the_child_and_leaves_the_others()
    {
        await RegisterAsync("rules-child", $"[ $AWS_BATCH_JOB_ARRAY_INDEX = 0 ] && exit; {RunsUntilTold}");
        var id = await SubmitAsync("rules-child", new() { Size = 2 });
        await stack.UntilAsync($"{id}:1", "RUNNING");

        await stack.Batch.TerminateJobAsync(new() { JobId = $"{id}:1", Reason = "this one only" }, ClientStack.Cancellation);

        Assert.Equal("this one only", (await stack.UntilAsync($"{id}:1", "FAILED")).StatusReason);
        await stack.UntilAsync($"{id}:0", "SUCCEEDED");
        Assert.Equal("Array Child Job failed", (await stack.UntilAsync(id, "FAILED")).StatusReason);
    }

    [Fact]
    public async Task ListJobs_without_a_status_is_RUNNING_and_an_empty_nextToken_is_the_first_page()
    {
        await RegisterAsync("rules-list", RunsUntilTold);
        await RegisterAsync("rules-list-over", "true");
        var over = await SubmitAsync("rules-list-over");
        var running = await SubmitAsync("rules-list");
        await stack.UntilAsync(over, "SUCCEEDED");
        await stack.UntilAsync(running, "RUNNING");

        var listed = (await stack.RawAsync("ListJobs", $$"""{"jobQueue": "{{ClientStack.Ec2Queue}}", "nextToken": ""}"""))
            .GetProperty("jobSummaryList").EnumerateArray().Select(job => job.Text("jobId")).ToList();
        await stack.Batch.TerminateJobAsync(new() { JobId = running, Reason = "seen" }, ClientStack.Cancellation);

        Assert.Contains(running, listed);
        Assert.DoesNotContain(over, listed);
        await stack.EndAsync(running);
    }

    private static long Time(JsonElement job, string member)
    {
        var milliseconds = job.GetProperty(member).GetInt64();
        Assert.InRange(milliseconds, 1_700_000_000_000, 4_000_000_000_000);

        return milliseconds;
    }

    private async Task<JsonElement> RawJobAsync(string id) =>
        Assert.Single((await stack.RawAsync("DescribeJobs", $$"""{"jobs": ["{{id}}"]}""")).GetProperty("jobs").EnumerateArray());

    private async Task<string> RegisterAsync(string name, string script) => (await stack.Batch.RegisterJobDefinitionAsync(
        new()
        {
            JobDefinitionName = name,
            Type = "container",
            ContainerProperties = new()
            {
                Image = "busybox",
                Command = ["sh", "-c", script],
                ResourceRequirements = [new() { Type = "VCPU", Value = "1" }, new() { Type = "MEMORY", Value = "64" }],
            },
        },
        ClientStack.Cancellation)).JobDefinitionArn;

    private async Task<string> SubmitAsync(string definition, ArrayProperties? array = null) => (await stack.Batch.SubmitJobAsync(
        new() { JobName = "rules", JobQueue = ClientStack.Ec2Queue, JobDefinition = definition, ArrayProperties = array },
        ClientStack.Cancellation)).JobId;
}
