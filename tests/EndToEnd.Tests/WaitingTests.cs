using System.Net;
using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary>GET /jobs/{jobId}/waiting of a running stack: one sentence for each cause, with the figures of this stack.</summary>
[Collection(StackCollection.Name)]
public sealed class WaitingTests(StackFixture fixture)
{
    private Api Api => fixture.Api;

    [Fact]
    public async Task What_waits_in_a_full_queue_is_told_its_turn_its_dependency_and_who_goes_first()
    {
        await EnvironmentAsync("full", maxVcpus: 1);
        await QueueAsync("full", "full");
        var runs = await SubmitAsync("runs", "full");
        await Api.StatusAsync(runs, "RUNNING");
        var next = await SubmitAsync("next", "full");
        var array = await SubmitAsync("three", "full", """ "arrayProperties":{"size":3},""");
        var depends = await SubmitAsync("depends", "full", $$""" "dependsOn":[{"jobId":"{{runs}}"}],""");
        var indirect = await SubmitAsync("indirect", "full", $$""" "dependsOn":[{"jobId":"{{depends}}"}],""");

        await SaysAsync(next, "CAPACITY", "is next, and waits for room: it asks 1 vCPU, 64 MiB, and of the 1 vCPU of queue full 0 are free (full: at most 1)");
        await SaysAsync(array, "TURN", "is an array of which 3 children are RUNNABLE; the first of them waits its turn: 1 job is before it in queue full, whose jobs hold 1 of 1 vCPU");
        await SaysAsync($"{array}:0", "TURN", "waits its turn: 1 job is before it in queue full, whose jobs hold 1 of 1 vCPU");
        await SaysAsync(depends, "DEPENDENCY", $"waits for job runs ({runs}), which is RUNNING");
        await SaysAsync(indirect, "DEPENDENCY", $"waits for job depends ({depends}), which is PENDING");
        await Api.PostAsync($"/jobs/{indirect}/cancel", """{"reason":"not needed"}""", HttpStatusCode.Accepted);
        await SaysAsync(indirect, "CANCELLING", "is cancelled, which AWS Batch carries out once 1 job that it depends on is over");
        Assert.False((await Api.GetAsync($"/jobs/{runs}/waiting")).GetProperty("isWaiting").GetBoolean());

        var letters = (await Api.GetAsync($"/jobs/{array}/children")).Text("statuses");
        Assert.Equal("RRR", letters);

        var policy = await Api.PostAsync("/scheduling-policies", """{"name":"waiting","fairsharePolicy":{"shareDecaySeconds":60}}""", HttpStatusCode.Created);
        await QueueAsync("fair", "full", members: $$""" "schedulingPolicyArn":"{{policy.Text("arn")}}",""");
        await SubmitAsync("blue-1", "fair", """ "shareIdentifier":"blue","schedulingPriorityOverride":1,""");
        var second = await SubmitAsync("blue-2", "fair", """ "shareIdentifier":"blue","schedulingPriorityOverride":1,""");
        await SaysAsync(second, "FAIR_SHARE", "waits its turn by fair share: 1 job is before it in queue fair, and its share is blue");

        await QueueAsync("urgent", "full", priority: 10);
        var urgent = await SubmitAsync("urgent", "urgent");
        await Api.StatusAsync(urgent, "RUNNABLE");
        await SaysAsync(next, "QUEUE_PRIORITY", "waits for jobs of queue urgent: its priority of 10 is above the 1 of queue full, and they share a compute environment");

        await Api.SendAsync(HttpMethod.Patch, "/job-queues/urgent", """{"state":"DISABLED"}""", HttpStatusCode.Accepted);
        await Api.PollAsync($"/jobs/{urgent}/waiting", one => one.Find("nextStep")?.EndsWith("Queue urgent is DISABLED: it takes no new jobs, and those in it go on.", StringComparison.Ordinal) == true);
        await TerminateAllAsync("full", "fair", "urgent");
    }

    [Fact]
    public async Task What_can_never_start_is_told_so_and_so_is_what_waits_behind_it()
    {
        await EnvironmentAsync("narrow", maxVcpus: 1);
        await QueueAsync("narrow", "narrow");
        var big = await SubmitAsync("big", "narrow", vcpus: 2);
        var behind = await SubmitAsync("behind", "narrow");

        await SaysAsync(big, "NEVER_FITS", "cannot start: it asks 2 vCPU, and queue narrow has at most 1");
        await SaysAsync(
            behind,
            "BEHIND_BLOCKED_HEAD",
            $"waits behind job {big} at the head of queue narrow, which cannot start: MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE - CE(s) associated with the job queue cannot meet the CPU requirement of the job.");

        await Api.SendAsync(HttpMethod.Patch, "/compute-environments/narrow", """{"state":"DISABLED"}""", HttpStatusCode.Accepted);
        await SaysAsync(big, "ENVIRONMENT_DISABLED", "waits until compute environment narrow of queue narrow, which is DISABLED, is ENABLED");
        await TerminateAllAsync("narrow");
    }

    [Fact]
    public async Task A_consumable_resource_that_is_taken_too_small_or_missing_is_named_with_its_figures()
    {
        await EnvironmentAsync("licensed", maxVcpus: 4);
        foreach (var queue in (string[])["licensed", "licensed-2", "licensed-3"])
        {
            await QueueAsync(queue, "licensed");
        }

        await Api.PostAsync("/consumable-resources", """{"consumableResourceName":"seat","totalQuantity":1}""", HttpStatusCode.Created);
        await Api.PostAsync("/consumable-resources", """{"consumableResourceName":"gone","totalQuantity":1}""", HttpStatusCode.Created);
        var holds = await SubmitAsync("holds", "licensed", Needs("seat", 1));
        await Api.StatusAsync(holds, "RUNNING");
        var waits = await SubmitAsync("waits", "licensed", Needs("seat", 1));
        var never = await SubmitAsync("never", "licensed-2", Needs("seat", 9));

        await SaysAsync(waits, "CONSUMABLE_IN_USE", "waits for the consumable resource seat: it needs 1, and 0 of 1 are free");
        await SaysAsync(never, "CONSUMABLE_TOO_SMALL", "cannot start: it needs 9 of the consumable resource seat, of which there are 1");
        await Api.SendAsync(HttpMethod.Delete, "/consumable-resources/gone", null, HttpStatusCode.Accepted);
        var missing = await SubmitAsync("missing", "licensed-3", Needs("gone", 1));
        await SaysAsync(missing, "CONSUMABLE_MISSING", "cannot start: it needs 1 of the consumable resource gone, which does not exist");
        await TerminateAllAsync("licensed", "licensed-2", "licensed-3");
    }

    [Fact]
    public async Task A_failed_job_that_is_tried_again_later_is_told_when()
    {
        await EnvironmentAsync("later", maxVcpus: 1);
        await QueueAsync("later", "later");
        var failed = (await Api.PostAsync(
            "/jobs",
            """
            {"jobName":"later","jobQueue":"later","jobDefinition":"small","containerOverrides":{"command":["false"]},
             "onFailure":[{"exitCodes":[1],"action":"resubmit","delaySeconds":600,"maxResubmissions":1}]}
            """,
            HttpStatusCode.Created)).Text("jobId");

        var waiting = await Api.PollAsync($"/jobs/{failed}/waiting", one => one.Find("cause") == "RETRY_DELAY");

        Assert.Matches(@"^has failed, and is tried again at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, as the failure rules say$", waiting.Text("sentence"));
        Assert.Equal($"POST /jobs/{failed}/resubmit tries it now.", waiting.Text("nextStep"));
    }

    [Fact]
    public async Task Jobs_that_go_at_a_pace_are_counted_until_all_are_submitted()
    {
        await EnvironmentAsync("paced", maxVcpus: 1);
        await QueueAsync("paced", "paced");
        await Api.SendAsync(HttpMethod.Patch, "/compute-environments/paced", """{"state":"DISABLED"}""", HttpStatusCode.Accepted);
        var rows = string.Join(',', Enumerable.Range(0, 200).Select(row => $$"""{"jobName":"row-{{row}}","jobQueue":"paced","jobDefinition":"small"}"""));
        var submission = (await Api.PostAsync("/submissions", $$"""{"jobs":[{{rows}}]}""", HttpStatusCode.Accepted)).Text("submissionId");

        var waiting = await Api.PollAsync($"/jobs/{submission}/waiting", one => one.Find("cause") == "PACED");
        Assert.Matches(@"^is a submission of which \d+ of 200 jobs are not submitted yet: they go at a pace,", waiting.Text("sentence"));
        await Api.PollAsync($"/jobs/{submission}/waiting", one => !one.GetProperty("isWaiting").GetBoolean());
        await TerminateAllAsync("paced");
    }

    /// <summary>A 404 for what there is not.</summary>
    [Fact]
    public async Task A_job_that_nobody_knows_waits_for_nothing() =>
        await Api.SendAsync(HttpMethod.Get, "/jobs/5d2a4c1e-0000-4000-8000-000000000000/waiting", null, HttpStatusCode.NotFound);

    private static string Needs(string resource, int quantity) =>
        $$""" "consumableResourcePropertiesOverride":{"consumableResourceList":[{"consumableResource":"{{resource}}","quantity":{{quantity}}}]},""";

    private async Task SaysAsync(string jobId, string cause, string sentence)
    {
        var waiting = await Api.PollAsync($"/jobs/{jobId}/waiting", one => one.Find("cause") == cause && one.Find("sentence") == sentence);

        Assert.True(waiting.GetProperty("isWaiting").GetBoolean());
    }

    /// <param name="members">More members, each with its comma.</param>
    private async Task<string> SubmitAsync(string name, string queue, string members = "", int vcpus = 1)
    {
        await SmallResources.EnsureAsync(Api);
        return await Api.SubmitAsync(
            $$$"""
            {"jobName":"{{{name}}}","jobQueue":"{{{queue}}}","jobDefinition":"small",{{{members}}}
             "containerOverrides":{"command":["sleep","600"],"resourceRequirements":[{"type":"VCPU","value":"{{{vcpus}}}"},{"type":"MEMORY","value":"64"}]}}
            """);
    }

    private async Task EnvironmentAsync(string name, int maxVcpus)
    {
        await SmallResources.EnsureAsync(Api);
        await Api.PostAsync(
            "/compute-environments",
            $$"""
            {"computeEnvironmentName":"{{name}}","type":"MANAGED",
             "computeResources":{"type":"EC2","minvCpus":0,"maxvCpus":{{maxVcpus}},"instanceTypes":["optimal"],"instanceRole":"arn:aws:iam::123456789012:instance-profile/batch-functions/ecsInstanceRole",
                                 "subnets":["subnet-1"],"securityGroupIds":["sg-1"]} }
            """,
            HttpStatusCode.Created);
        await Api.PollAsync($"/compute-environments/{name}", IsValid);
    }

    private async Task QueueAsync(string name, string environment, int priority = 1, string members = "")
    {
        await Api.PostAsync(
            "/job-queues",
            $$"""{"jobQueueName":"{{name}}","priority":{{priority}},{{members}}"computeEnvironmentOrder":[{"order":1,"computeEnvironment":"{{environment}}"}]}""",
            HttpStatusCode.Created);
        await Api.PollAsync($"/job-queues/{name}", IsValid);
    }

    private async Task TerminateAllAsync(params string[] queues)
    {
        foreach (var queue in queues)
        {
            await Api.PostAsync("/jobs/terminate", $$"""{"filter":{"jobQueue":"{{queue}}"},"reason":"seen enough"}""");
        }
    }

    private static bool IsValid(JsonElement resource) => resource.Find("status") == "VALID";
}
