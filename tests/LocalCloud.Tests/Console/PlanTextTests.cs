using System.Text.Json;
using LocalCloud.Console;

namespace LocalCloud.Tests.Console;

public sealed class PlanTextTests
{
    [Fact]
    public void A_plan_says_jobs_order_arrays_queues_sizes_and_rules() => Assert.Equal(
        [
            "twenty.yaml is good: 3 jobs, 23 with the children of arrays. Nothing was submitted.",
            "1  prepare  default  hello    0.25 vCPU, 512 MiB",
            "2  work     spot     hello:2  1024 MiB            array of 20  after prepare, 4c1f (N_TO_N)",
            "3  collect  default  hello                                     after work",
            "On failure of prepare, work: OutOfMemory, exit 75: resubmit at most 2 times with 2 times the memory up to 4096 MiB on queue default after 5 s, failed children of arrays too; any other failure: give up",
            "On failure of collect: the rules of the stack",
        ],
        Lines("""
            {"jobs":3,"jobsWithChildren":23,"plan":[
              {"jobName":"prepare","jobQueue":"default","jobDefinition":"hello","vcpus":"0.25","memoryMiB":512,"onFailure":RULES},
              {"jobName":"work","jobQueue":"spot","jobDefinition":"hello:2","memoryMiB":1024,"arraySize":20,"dependsOn":[{"jobName":"prepare"},{"jobId":"4c1f","type":"N_TO_N"}],"onFailure":RULES},
              {"jobName":"collect","jobQueue":"default","jobDefinition":"hello","dependsOn":[{"jobName":"work"}]}]}
            """.Replace("RULES", """[{"causes":["OutOfMemory"],"exitCodes":[75],"action":"resubmit","memoryFactor":2,"maxMemoryMiB":4096,"jobQueue":"default","delaySeconds":5,"maxResubmissions":2,"arrayChildren":true},{"action":"giveUp"}]""", StringComparison.Ordinal)));

    [Fact]
    public void Of_many_jobs_the_first_are_told()
    {
        var jobs = string.Join(',', Enumerable.Range(1, 60).Select(number => $$"""{"jobName":"j{{number}}","jobQueue":"q","jobDefinition":"d"}"""));

        var lines = Lines($$"""{"jobs":60,"jobsWithChildren":60,"plan":[{{jobs}}]}""");

        Assert.Equal(("50  j50  q  d", "and 10 more", "On failure: the rules of the stack"), (lines[50], lines[51], lines[52]));
    }

    private static string[] Lines(string plan)
    {
        using var document = JsonDocument.Parse(plan);

        return [.. PlanText.Of("twenty.yaml", document.RootElement)];
    }
}
