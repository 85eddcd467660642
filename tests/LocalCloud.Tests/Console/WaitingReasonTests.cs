using System.Text.Json;
using LocalCloud.Console;

namespace LocalCloud.Tests.Console;

public sealed class WaitingReasonTests
{
    private static readonly WaitingEnvironment Tiny = new("tiny-env", "ENABLED", "VALID", null, 1, "FARGATE");

    [Fact]
    public void A_job_that_asks_more_than_its_queue_ever_has_is_told_both_figures() => Assert.Equal(
        "cannot start: it asks 2 vCPU, and queue tiny has at most 1",
        WaitingReason.Of(Record(vcpus: "2", "\"blockedReason\":\"MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE - CE(s) …\","), [Tiny], 0));

    [Fact]
    public void A_job_that_no_host_holds_is_told_what_it_asks_and_what_there_is() => Assert.Equal(
        "cannot start: it asks 1 vCPU, 512 MiB, more than queue tiny can give on FARGATE (MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT)",
        WaitingReason.Of(Record(vcpus: "1", "\"blockedReason\":\"MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - The job …\","), [Tiny], 0));

    [Fact]
    public void A_job_that_needs_a_consumable_resource_that_is_not_there_is_told_which() => Assert.Equal(
        "cannot start: The job needs the consumable resource licence, which does not exist.",
        WaitingReason.Of(
            Record(vcpus: "1", "\"blockedReason\":\"MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - The job needs the consumable resource licence, which does not exist.\","), [Tiny], 0));

    [Fact]
    public void A_job_behind_one_that_cannot_start_is_told_which() => Assert.Equal(
        "waits behind job 5d2a of queue tiny, which cannot start: MISCONFIGURATION",
        WaitingReason.Of(Record(vcpus: "1", "\"blockedReason\":\"MISCONFIGURATION\",\"blockedBy\":\"5d2a\","), [Tiny], 1));

    [Fact]
    public void An_environment_that_is_not_there_to_take_it_is_named()
    {
        Assert.Equal(
            "waits until compute environment tiny-env of queue tiny, which is DISABLED, is ENABLED",
            WaitingReason.Of(Record("1"), [Tiny with { State = "DISABLED" }], 0));
        Assert.Equal(
            "cannot start: compute environment tiny-env of queue tiny is INVALID (no role)",
            WaitingReason.Of(Record("1"), [Tiny with { Status = "INVALID", StatusReason = "no role" }], 0));
    }

    [Fact]
    public void One_that_only_waits_its_turn_is_told_its_place()
    {
        Assert.Equal("waits its turn: 1 job is before it in queue tiny", WaitingReason.Of(Record("1"), [Tiny], 1));
        Assert.Equal("waits its turn: 12 jobs are before it in queue tiny", WaitingReason.Of(Record("1"), [Tiny], 12));
        Assert.StartsWith("waits for room: it asks 1 vCPU, 512 MiB, and of the 1 vCPU of queue tiny,", WaitingReason.Of(Record("1"), [Tiny], 0), StringComparison.Ordinal);
    }

    private static JsonElement Record(string vcpus, string members = "")
    {
        using var document = JsonDocument.Parse(
            $$$"""
            {"jobQueue":"arn:aws:batch:us-east-1:123456789012:job-queue/tiny",{{{members}}}"status":"RUNNABLE",
             "detail":{"container":{"resourceRequirements":[{"type":"VCPU","value":"{{{vcpus}}}"},{"type":"MEMORY","value":"512"} ] } } }
            """);
        return document.RootElement.Clone();
    }
}
