using BatchFunctions.Manifests;

namespace BatchFunctions.Tests.Submissions;

/// <summary>What a newcomer is told, who has mistyped or misplaced something.</summary>
public sealed class ManifestMessageTests
{
    private const string Job = "jobName: one, jobQueue: default, jobDefinition: hello";

    [Theory]
    [InlineData("defualt: {}\njobs: [{ JOB }]", "/defualt: 'defualt' is not a field here; known are jobs, defaults, onFailure, and x-… for what only anchors need. Did you mean 'defaults'?")]
    [InlineData("jobs: [{ JOB, command: [echo] }]", "/jobs/0/command: 'command' is not a field here; it belongs to 'containerOverrides.command'.")]
    [InlineData("jobs: [{ JOB, environment: [] }]", "/jobs/0/environment: 'environment' is not a field here; it belongs to 'containerOverrides.environment'.")]
    [InlineData("jobs: [{ JOB, attempts: 3 }]", "/jobs/0/attempts: 'attempts' is not a field here; it belongs to 'retryStrategy.attempts'.")]
    [InlineData("jobs: [{ JOB, paramters: {} }]", "/jobs/0/paramters: 'paramters' is not a field here. Did you mean 'parameters'?")]
    [InlineData("jobs: [{ JOB, dependOn: [] }]", "/jobs/0/dependOn: 'dependOn' is not a field here. Did you mean 'dependsOn'?")]
    [InlineData("jobs: [{ JOB, onFailures: [] }]", "/jobs/0/onFailures: 'onFailures' is not a field here. Did you mean 'onFailure'?")]
    [InlineData("jobs: [{ JOB, dependsOn: [tow] }, { jobName: two, jobQueue: default, jobDefinition: hello }]", "/jobs/0/dependsOn/0: 'tow' is not a job of this manifest. Did you mean 'two'?")]
    [InlineData("onFailure: [{ causes: [OOM], action: giveUp }]\njobs: [{ JOB }]", "/onFailure/0/causes/0: 'OOM' is not a cause. Did you mean 'OutOfMemory'?")]
    [InlineData("onFailure: [{ causes: [TimeOut], action: giveUp }]\njobs: [{ JOB }]", "/onFailure/0/causes/0: 'TimeOut' is not a cause. Did you mean 'Timeout'?")]
    [InlineData("onFailure: [{ action: retry }]\njobs: [{ JOB }]", "/onFailure/0/action: must be resubmit, giveUp or notify. Did you mean 'resubmit'?")]
    [InlineData("onFailure: [{ action: giveup }]\njobs: [{ JOB }]", "/onFailure/0/action: must be resubmit, giveUp or notify. Did you mean 'giveUp'?")]
    public void A_mistake_says_what_was_meant(string text, string error) =>
        Assert.Equal([error], Errors(text.Replace("JOB", Job, StringComparison.Ordinal)));

    [Fact]
    public void All_faults_of_a_rule_come_at_once() => Assert.Equal(
        [
            "/onFailure/0/cause: 'cause' is not a field here. Did you mean 'causes'?",
            "/onFailure/0/memoryFactor: must be a number, not a string.",
            "/onFailure/0/action: must be resubmit, giveUp or notify.",
            "/onFailure/0/exitCodes/1: an exit code is 0 to 255, not 300.",
            "/onFailure/0/exitCodes/2: an exit code is 0 to 255, not -1.",
            "/onFailure/0/maxResubmissions: must be 1 to 100.",
        ],
        Errors($$"""
            onFailure:
              - cause: [OutOfMemory]
                memoryFactor: twice
                action: explode
                exitCodes: [1, 300, -1]
                maxResubmissions: 500
            jobs: [{ {{Job}} }]
            """));

    [Theory]
    [InlineData("action: resubmit, maxMemoryMiB: 4096", "/onFailure/0/maxMemoryMiB: limits what memoryFactor raises: give a memoryFactor above 1, such as 2, or leave it out.")]
    [InlineData("action: resubmit, memoryFactor: 1, maxMemoryMiB: 4096", "/onFailure/0/maxMemoryMiB: limits what memoryFactor raises: give a memoryFactor above 1, such as 2, or leave it out.")]
    [InlineData("action: resubmit, memoryFactor: 2, maxMemoryMiB: 1024", "/onFailure/0/maxMemoryMiB: 1024 MiB is less than the 2048 MiB that 'one' has from the start; it would never be resubmitted.")]
    public void A_limit_of_memory_that_means_nothing_is_refused(string rule, string error) => Assert.Equal([error], Errors($$"""
        onFailure: [{ {{rule}} }]
        jobs: [{ {{Job}}, containerOverrides: { resourceRequirements: [{ type: MEMORY, value: '2048' }] } }]
        """));

    [Theory]
    [InlineData("1", "1024", "Fargate has no 1 vCPU with 1024 MiB; with 1 vCPU it has 2048 to 8192 in steps of 1024 MiB.")]
    [InlineData("3", "8192", "Fargate has no size of 3 vCPU; it has 0.25, 0.5, 1, 2, 4, 8, 16.")]
    [InlineData("0.25", "1536", "Fargate has no 0.25 vCPU with 1536 MiB; with 0.25 vCPU it has 512, 1024 to 2048 in steps of 1024 MiB.")]
    [InlineData("8", "17408", "Fargate has no 8 vCPU with 17408 MiB; with 8 vCPU it has 16384 to 61440 in steps of 4096 MiB.")]
    public void A_size_that_Fargate_has_not_is_told_with_those_it_has(string vcpus, string memory, string error)
    {
        var verdict = Hostile.Manifests.Read(ManifestFormat.Csv, $"jobName,jobQueue,jobDefinition,vcpus,memory\none,default,hello,1,{memory}\ntwo,default,fargate,{vcpus},{memory}\nthree,default,fargate,0.25,512\n");

        Assert.Equal([$"line 3, column 21 (/jobs/1/containerOverrides/resourceRequirements): {error}"], verdict.Errors.Select(found => found.ToString()));
    }

    [Fact]
    public void What_a_Fargate_job_does_not_say_its_definition_does() => Assert.Equal(
        ["/jobs/0/containerOverrides/resourceRequirements: Fargate has no 0.25 vCPU with 4096 MiB; with 0.25 vCPU it has 512, 1024 to 2048 in steps of 1024 MiB."],
        Errors("jobs: [{ jobName: one, jobQueue: default, jobDefinition: fargate, containerOverrides: { resourceRequirements: [{ type: MEMORY, value: '4096' }] } }]"));

    [Fact]
    public void Two_hundred_equal_errors_are_one_with_its_lines()
    {
        var rows = string.Concat(Enumerable.Range(1, 200).Select(n => $"j{n},defalt,hello\n"));
        var error = Assert.Single(Hostile.Manifests.Read(ManifestFormat.Csv, $"jobName,jobQueue,jobDefinition\n{rows}").Errors);

        Assert.Equal("line 2, column 4 (/jobs/0/jobQueue): There is no job queue 'defalt'. The same 200 times, in the lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 190 more.", error.ToString());
    }

    [Theory]
    [InlineData("{ \"jobs\": [ {}, ] }", "line 1, column 15: This is not JSON: a comma stands before ']', with nothing behind it: take the comma away.")]
    [InlineData("{\n  \"jobs\": [],\n}", "line 2, column 13: This is not JSON: a comma stands before '}', with nothing behind it: take the comma away.")]
    [InlineData("{ \"ü\": 1, }", "line 1, column 9: This is not JSON: a comma stands before '}', with nothing behind it: take the comma away.")]
    [InlineData("{\n  // mine\n  \"jobs\": [] }", "line 2, column 3: This is not JSON: JSON has no comments; take it away, or write YAML.")]
    [InlineData("{ 'jobs': [] }", "line 1, column 3: This is not JSON: texts stand in double quotes, \"…\", in JSON.")]
    [InlineData("{ \"a\": 1 \"jobs\": [] }", "line 1, column 10: This is not JSON: a comma is missing before this.")]
    [InlineData("{ \"jobs\": [", "line 1, column 12: This is not JSON: the text ends too early: a bracket, or a quote, is not closed.")]
    [InlineData(" \n", "line 1, column 1: This is not JSON: There is nothing in it.")]
    public void What_is_no_JSON_says_what_a_person_has_typed(string text, string error) =>
        Assert.Equal([error], Hostile.Manifests.Read(ManifestFormat.Json, text).Errors.Select(found => found.ToString()));

    [Fact]
    public void A_bad_line_of_JSON_Lines_hides_no_other_mistake() => Assert.Equal(
        [
            "line 1, column 18 (/jobs/0): This is not JSON: a comma stands before '}', with nothing behind it: take the comma away.",
            "line 2, column 32 (/jobs/1/jobQueue): There is no job queue 'nowhere'.",
        ],
        Hostile.Manifests.Read(ManifestFormat.JsonLines, """
            {"jobName": "one",}
            {"jobName": "two", "jobQueue": "nowhere", "jobDefinition": "hello", "dependsOn": ["one"]}
            """).Errors.Select(found => found.ToString()));

    private static string[] Errors(string text) =>
        [.. Hostile.Manifests.Read(ManifestFormat.Yaml, text).Errors.Select(error => (error with { Place = null }).ToString())];
}
