using System.Text;
using BatchFunctions.Manifests;
using BatchFunctions.Tests.Doubles;

namespace BatchFunctions.Tests.Submissions;

public sealed class ManifestReaderTests
{
    [Fact]
    public async Task Jobs_come_in_dependency_order()
    {
        var verdict = await ReadAsync(ManifestFormat.Json, """
            {
              "defaults": { "jobQueue": "default", "jobDefinition": "hello" },
              "jobs": [
                { "jobName": "join", "arrayProperties": { "size": 2 }, "dependsOn": ["left", { "jobName": "right", "type": "N_TO_N" }] },
                { "jobName": "left", "dependsOn": ["split"] },
                { "jobName": "right", "arrayProperties": { "size": 2 }, "dependsOn": ["split"] },
                { "jobName": "split" }
              ]
            }
            """);

        Assert.Empty(verdict.Errors);
        Assert.Equal(["split", "left", "right", "join"], verdict.Jobs.Select(job => job.Request.JobName));
    }

    [Fact]
    public async Task Defaults_lie_below_each_job_and_objects_are_merged()
    {
        var verdict = await ReadAsync(ManifestFormat.Json, """
            {
              "defaults": { "jobQueue": "default", "jobDefinition": "hello", "parameters": { "a": "1", "b": "1" }, "timeout": { "attemptDurationSeconds": 60 } },
              "jobs": [{ "jobName": "one", "parameters": { "b": "2" } }]
            }
            """);

        Assert.Equal(
            """{"jobQueue":"default","jobDefinition":"hello","parameters":{"a":"1","b":"2"},"timeout":{"attemptDurationSeconds":60},"jobName":"one"}""",
            Assert.Single(verdict.Jobs).Body());
    }

    [Fact]
    public async Task Every_error_of_a_JSON_manifest_comes_at_once_with_its_line()
    {
        var verdict = await ReadAsync(ManifestFormat.Json, """
            {
              "jobs": [
                { "jobName": "one", "jobQueue": "default", "jobDefinition": "hello", "jobname": "x" },
                { "jobName": "two", "jobQueue": 7, "jobDefinition": "hello" },
                { "jobName": "-bad-", "jobQueue": "default", "jobDefinition": "hello" },
                { "jobQueue": "default", "jobDefinition": "hello", "arrayProperties": { "size": 1 } },
                { "jobName": "one", "jobQueue": "default", "jobDefinition": "hello", "dependsOn": ["nobody"] },
                { "jobName": "big", "jobQueue": "default", "jobDefinition": "hello", "arrayProperties": { "size": 10001 }, "retryStrategy": { "attempts": 11 } }
              ]
            }
            """);

        Assert.Equal(
            [
                "line 3, column 85 (/jobs/0/jobname): 'jobname' is not a field here; it is written 'jobName'.",
                "line 4, column 37 (/jobs/1/jobQueue): must be a string, not the number 7.",
                "line 5, column 18 (/jobs/2/jobName): must have up to 128 letters, digits, hyphens and underscores, and begin with a letter or digit.",
                "line 6, column 5 (/jobs/3/jobName): 'jobName' is missing.",
                "line 6, column 85 (/jobs/3/arrayProperties/size): must be 2 to 10000, not 1.",
                "line 7, column 18 (/jobs/4/jobName): 'one' is the name of /jobs/0 too; names tell the jobs of a manifest apart.",
                "line 7, column 88 (/jobs/4/dependsOn/0): 'nobody' is not a job of this manifest.",
                "line 8, column 103 (/jobs/5/arrayProperties/size): must be 2 to 10000, not 10001.",
                "line 8, column 143 (/jobs/5/retryStrategy/attempts): must be 1 to 10, not 11.",
            ],
            verdict.Errors.Select(error => error.ToString()));
        Assert.Empty(verdict.Jobs);
    }

    [Fact]
    public async Task A_circle_is_told_with_its_members()
    {
        var verdict = await ReadAsync(ManifestFormat.Yaml, """
            defaults: { jobQueue: default, jobDefinition: hello }
            jobs:
              - jobName: first
              - jobName: a
                dependsOn: [c]
              - jobName: b
                dependsOn: [a]
              - jobName: c
                dependsOn: [b, first]
            """);

        var error = Assert.Single(verdict.Errors);
        Assert.Matches("^The jobs wait for each other in a circle: [abc] → [abc] → [abc] → [abc]\\.$", error.Message);
        Assert.NotNull(error.Place);
    }

    [Fact]
    public async Task Unknown_queues_and_definitions_are_told_where_they_are_named()
    {
        var verdict = await ReadAsync(ManifestFormat.Yaml, """
            jobs:
              - jobName: one
                jobQueue: nowhere
                jobDefinition: hello
              - jobName: two
                jobQueue: default
                jobDefinition: nothing:3
            """);

        Assert.Equal(
            [
                "line 3, column 15 (/jobs/0/jobQueue): There is no job queue 'nowhere'.",
                "line 7, column 20 (/jobs/1/jobDefinition): There is no job definition 'nothing:3'.",
            ],
            verdict.Errors.Select(error => error.ToString()));
    }

    [Fact]
    public async Task Unknown_names_are_told_beside_every_other_kind_of_error()
    {
        var verdict = await ReadAsync(ManifestFormat.Yaml, """
            jobs:
              - { jobName: a, jobQueue: nowhere, jobDefinition: hello, dependsOn: [b] }
              - { jobName: b, jobQueue: default, jobDefinition: nothing, dependsOn: [a] }
              - { jobName: a, jobQueue: default }
            """);

        Assert.Equal(
            [
                "/jobs/0/jobQueue: There is no job queue 'nowhere'.",
                "/jobs/1/jobDefinition: There is no job definition 'nothing'.",
                "/jobs/1/dependsOn: The jobs wait for each other in a circle: b → a → b.",
                "/jobs/2/jobDefinition: 'jobDefinition' is missing.",
                "/jobs/2/jobName: 'a' is the name of /jobs/0 too; names tell the jobs of a manifest apart.",
            ],
            verdict.Errors.Select(error => (error with { Place = null }).ToString()));
        Assert.Empty(verdict.Jobs);
    }

    [Theory]
    [InlineData("", "line 1, column 1: This is not JSON: ")]
    [InlineData("{\n  \"jobs\": [,]\n}", "line 2, column 12: This is not JSON: ")]
    [InlineData("[]", "line 1, column 1: A manifest is an object with 'jobs', and perhaps 'defaults' and 'onFailure'.")]
    [InlineData("{\"jobs\": []}", "line 1, column 10 (/jobs): 'jobs' must be a list with at least one job.")]
    [InlineData("{\"jobs\": [], \"jobs\": [1]}", "line 1, column 14 (/jobs): 'jobs' is there twice; keep one.")]
    public async Task JSON_that_is_no_manifest_is_told_with_its_line(string text, string start)
    {
        var verdict = await ReadAsync(ManifestFormat.Json, text);

        Assert.StartsWith(start, verdict.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jobs: [", "line 2, column 1: This is not YAML: ")]
    [InlineData("a: 1\na: 2", "line 2, column 1 (/a): 'a' is there twice; keep one.")]
    [InlineData("jobs: *none", "line 1, column 7: This is not YAML: ")]
    public async Task YAML_that_is_no_manifest_is_told_with_its_line(string text, string start)
    {
        var verdict = await ReadAsync(ManifestFormat.Yaml, text);

        Assert.Contains(verdict.Errors, error => error.ToString().StartsWith(start, StringComparison.Ordinal));
    }

    [Fact]
    public async Task YAML_knows_numbers_truth_text_and_aliases()
    {
        var verdict = await ReadAsync(ManifestFormat.Yaml, """
            jobs:
              - jobName: one
                jobQueue: &queue default
                jobDefinition: hello
                propagateTags: true
                parameters: { zip: "0123", word: yes }
                arrayProperties: { size: 3 }
              - { jobName: two, jobQueue: *queue, jobDefinition: hello }
            """);

        Assert.Empty(verdict.Errors);
        Assert.Equal(
            """{"jobName":"one","jobQueue":"default","jobDefinition":"hello","propagateTags":true,"parameters":{"zip":"0123","word":"yes"},"arrayProperties":{"size":3}}""",
            verdict.Jobs[0].Body());
        Assert.Equal(3, verdict.Jobs[0].Request.ArraySize);
        Assert.Equal("default", verdict.Jobs[1].Request.JobQueue);
    }

    [Fact]
    public async Task A_line_of_JSON_Lines_is_a_job_and_its_errors_have_its_number()
    {
        var good = await ReadAsync(ManifestFormat.JsonLines, """
            {"jobName":"one","jobQueue":"default","jobDefinition":"hello"}

            {"jobName":"two","jobQueue":"default","jobDefinition":"hello","dependsOn":["one"]}
            """);
        var bad = await ReadAsync(ManifestFormat.JsonLines, """
            {"jobName":"one","jobQueue":"default","jobDefinition":"hello"}

            {"jobName":"two","jobQueue":"default","jobDefinition":"hello","depends":["one"]}
            """);

        Assert.Equal(["one", "two"], good.Jobs.Select(job => job.Request.JobName));
        Assert.StartsWith("line 3, column 73 (/jobs/1/depends): 'depends' is not a field here.", Assert.Single(bad.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_of_CSV_is_a_job()
    {
        var verdict = await ReadAsync(ManifestFormat.Csv, """
            jobName,jobQueue,jobDefinition,parameters.who,environment.MODE,memory,command,dependsOn,attempts
            one,default,hello,"Ada, the first",fast,512,"[""echo"",""hi""]",,
            two,default,hello,,,,,one,3
            """);

        Assert.Empty(verdict.Errors);
        Assert.Equal(
            """{"jobName":"one","jobQueue":"default","jobDefinition":"hello","parameters":{"who":"Ada, the first"},"containerOverrides":{"command":["echo","hi"],"environment":[{"name":"MODE","value":"fast"}],"resourceRequirements":[{"type":"MEMORY","value":"512"}]}}""",
            verdict.Jobs[0].Body());
        Assert.Equal("""{"jobName":"two","jobQueue":"default","jobDefinition":"hello","retryStrategy":{"attempts":3}}""", verdict.Jobs[1].Body());
        Assert.Equal("one", Assert.Single(verdict.Jobs[1].DependsOn).JobName);
    }

    [Theory]
    [InlineData("jobName,jobQueue,jobDefinition,colour\na,default,hello,red", "line 1, column 32: 'colour' is not a column of a manifest; known are jobName,")]
    [InlineData("jobName,jobQueue,jobDefinition,arraySize\na,default,hello,many", "line 2, column 17 (/jobs/0): The cell 'arraySize' must be a whole number, not 'many'.")]
    [InlineData("jobName,jobQueue,jobDefinition,parameters.x\na,default,hello,\"two\nlines\"\nb,default,gone,", "line 4, column 11 (/jobs/1/jobDefinition): There is no job definition 'gone'.")]
    [InlineData("jobName,jobQueue,jobDefinition\na,default,hello,more", "line 2, column 17 (/jobs/0): Column 4 (D) has the text 'more' here, and no name in the first line, which names 3 columns.")]
    [InlineData("jobName,jobQueue,jobDefinition\r\na,default,\"hel", "line 2, column 1: This is not CSV: The quote that begins a cell here is never closed.")]
    [InlineData("jobName,jobQueue,jobDefinition\na,default,\"hello\"x", "line 2, column 1: This is not CSV: A quoted cell ends at its quote;")]
    [InlineData("", "line 1, column 1: The file is empty; its first line must name the fields.")]
    public async Task CSV_errors_have_their_line(string text, string start)
    {
        var verdict = await ReadAsync(ManifestFormat.Csv, text);

        Assert.StartsWith(start, verdict.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_twenty_dependencies_and_more_than_30_KiB_are_refused()
    {
        var names = string.Join(",", Enumerable.Range(0, 21).Select(n => $"\"j{n}\""));
        var jobs = string.Join(",", Enumerable.Range(0, 21).Select(n => $$"""{"jobName":"j{{n}}"}"""));
        var verdict = await ReadAsync(ManifestFormat.Json, $$"""
            { "defaults": { "jobQueue": "default", "jobDefinition": "hello" },
              "jobs": [ {{jobs}}, { "jobName": "last", "dependsOn": [{{names}}], "parameters": { "x": "{{new string('x', 31 * 1024)}}" } } ] }
            """);

        Assert.Equal(
            ["Job size must be less than 30 KiB, got 31.1 KiB.", "Job cannot have more than 20 dependencies; here are 21."],
            verdict.Errors.Select(error => error.Message));
    }

    [Fact]
    public async Task Failure_rules_are_checked_with_the_manifest()
    {
        var verdict = await ReadAsync(ManifestFormat.Yaml, """
            onFailure:
              - { causes: [OutOfMemory, Gremlins], action: resubmit, memoryFactor: 99 }
              - { action: giveUp, delaySeconds: 5 }
              - { action: explode }
            jobs:
              - { jobName: one, jobQueue: default, jobDefinition: hello }
            """);

        Assert.Equal(
            [
                "/onFailure/0/causes/1", "/onFailure/0/memoryFactor", "/onFailure/1", "/onFailure/2/action",
            ],
            verdict.Errors.Select(error => error.Pointer));
    }

    [Fact]
    public async Task The_queues_that_failure_rules_name_must_be_there()
    {
        var verdict = await ReadAsync(ManifestFormat.Yaml, """
            onFailure:
              - { action: resubmit, jobQueue: nowhere }
            jobs:
              - { jobName: one, jobQueue: default, jobDefinition: hello }
              - jobName: two
                jobQueue: default
                jobDefinition: hello
                onFailure:
                  - { action: resubmit, jobQueue: default }
                  - { action: resubmit, jobQueue: gone }
            """);

        Assert.Equal(
            [
                "line 2, column 35 (/onFailure/0/jobQueue): There is no job queue 'nowhere'.",
                "line 10, column 39 (/jobs/1/onFailure/1/jobQueue): There is no job queue 'gone'.",
            ],
            verdict.Errors.Select(error => error.ToString()));
    }

    private static Task<ManifestVerdict> ReadAsync(ManifestFormat format, string text) =>
        new ManifestReader(new FixedCatalog()).ReadAsync(format, Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
}
