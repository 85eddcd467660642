using BatchFunctions.Manifests;

namespace BatchFunctions.Tests.Submissions;

/// <summary>What a job gets from <c>defaults</c>, and what it says itself.</summary>
public sealed class ManifestDefaultsTests
{
    private const string Head = "jobQueue: default, jobDefinition: hello";

    [Theory]
    [InlineData(
        "containerOverrides: { environment: [{ name: A, value: '1' }, { name: B, value: '1' }] }",
        "containerOverrides: { environment: [{ name: C, value: '2' }, { name: A, value: '2' }] }",
        """{"containerOverrides":{"environment":[{"name":"A","value":"2"},{"name":"B","value":"1"},{"name":"C","value":"2"}]}}""")]
    [InlineData(
        "containerOverrides: { resourceRequirements: [{ type: VCPU, value: '1' }, { type: MEMORY, value: '512' }] }",
        "containerOverrides: { resourceRequirements: [{ type: MEMORY, value: '1024' }] }",
        """{"containerOverrides":{"resourceRequirements":[{"type":"VCPU","value":"1"},{"type":"MEMORY","value":"1024"}]}}""")]
    [InlineData("parameters: { a: '1', b: '1' }", "parameters: { b: '2', c: '2' }", """{"parameters":{"a":"1","b":"2","c":"2"}}""")]
    [InlineData("tags: { a: '1' }", "tags: { b: '2' }", """{"tags":{"a":"1","b":"2"}}""")]
    [InlineData("containerOverrides: { command: [a, b] }", "containerOverrides: { command: [c] }", """{"containerOverrides":{"command":["c"]}}""")]
    [InlineData(
        "retryStrategy: { attempts: 3, evaluateOnExit: [{ onExitCode: '1', action: RETRY }] }",
        "retryStrategy: { evaluateOnExit: [{ onExitCode: '2', action: EXIT }] }",
        """{"retryStrategy":{"attempts":3,"evaluateOnExit":[{"onExitCode":"2","action":"EXIT"}]}}""")]
    [InlineData(
        "ecsPropertiesOverride: { taskProperties: [{ containers: [{ name: main, environment: [{ name: A, value: '1' }] }, { name: side, command: [s] }] }] }",
        "ecsPropertiesOverride: { taskProperties: [{ containers: [{ name: main, environment: [{ name: B, value: '2' }] }] }] }",
        """{"ecsPropertiesOverride":{"taskProperties":[{"containers":[{"name":"main","environment":[{"name":"A","value":"1"},{"name":"B","value":"2"}]},{"name":"side","command":["s"]}]}]}}""")]
    [InlineData(
        "nodeOverrides: { nodePropertyOverrides: [{ targetNodes: '0', containerOverrides: { command: [a] } }, { targetNodes: '1:', containerOverrides: { command: [b] } }] }",
        "nodeOverrides: { nodePropertyOverrides: [{ targetNodes: '1:', containerOverrides: { command: [c] } }] }",
        """{"nodeOverrides":{"nodePropertyOverrides":[{"targetNodes":"0","containerOverrides":{"command":["a"]}},{"targetNodes":"1:","containerOverrides":{"command":["c"]}}]}}""")]
    [InlineData(
        "eksPropertiesOverride: { podProperties: { containers: [{ name: main, env: [{ name: A, value: '1' }], args: [x] }] } }",
        "eksPropertiesOverride: { podProperties: { containers: [{ name: main, env: [{ name: A, value: '2' }] }] } }",
        """{"eksPropertiesOverride":{"podProperties":{"containers":[{"name":"main","env":[{"name":"A","value":"2"}],"args":["x"]}]}}}""")]
    [InlineData(
        "consumableResourcePropertiesOverride: { consumableResourceList: [{ consumableResource: gpu, quantity: 1 }] }",
        "consumableResourcePropertiesOverride: { consumableResourceList: [{ consumableResource: licence, quantity: 2 }] }",
        """{"consumableResourcePropertiesOverride":{"consumableResourceList":[{"consumableResource":"gpu","quantity":1},{"consumableResource":"licence","quantity":2}]}}""")]
    [InlineData("containerOverrides: { environment: [{ name: A, value: '1' }] }", "containerOverrides: { environment: null, command: [x] }", """{"containerOverrides":{"environment":null,"command":["x"]}}""")]
    public void A_list_whose_entries_have_names_is_merged_by_them_and_any_other_replaced(string defaults, string job, string merged)
    {
        // Overrides are those of their kind of definition.
        var definition = job.Split(':')[0] switch { "ecsPropertiesOverride" => "tasks", "eksPropertiesOverride" => "pod", "nodeOverrides" => "nodes", _ => "hello" };
        var verdict = Read($$"""
            defaults: { {{Head.Replace("hello", definition, StringComparison.Ordinal)}}, {{defaults}} }
            jobs:
              - { jobName: one, {{job}} }
            """);

        Assert.Empty(verdict.Errors);
        Assert.Equal(
            $$"""{"jobQueue":"default","jobDefinition":"{{definition}}",{{merged[1..^1]}},"jobName":"one"}""",
            Assert.Single(verdict.Jobs).Body());
    }

    [Fact]
    public void Jobs_wait_for_those_of_the_defaults_beside_their_own()
    {
        var verdict = Read($$"""
            defaults: { {{Head}}, dependsOn: [prepare, { jobId: outside }] }
            jobs:
              - { jobName: last, dependsOn: [work] }
              - { jobName: work, dependsOn: [prepare] }
              - { jobName: prepare, dependsOn: [fetch] }
              - { jobName: fetch }
            """);

        Assert.Empty(verdict.Errors);
        Assert.Equal(
            ["fetch: outside", "prepare: fetch outside", "work: prepare outside", "last: work prepare outside"],
            verdict.Jobs.Select(job => $"{job.Request.JobName}: {string.Join(' ', job.DependsOn.Select(dependency => dependency.JobName ?? dependency.JobId))}"));
    }

    [Fact]
    public void A_name_in_the_defaults_that_is_no_job_is_told_once() => Assert.Equal(
        ["line 1, column 66 (/defaults/dependsOn/0): 'prepair' is not a job of this manifest. Did you mean 'prepare'?"],
        Errors($$"""
            defaults: { {{Head}}, dependsOn: [prepair] }
            jobs:
              - { jobName: one }
              - { jobName: prepare }
            """));

    [Fact]
    public void What_is_wrong_in_the_defaults_is_told_there_and_once() => Assert.Equal(
        [
            "line 1, column 81 (/defaults/retryStrategy/attempts): must be 1 to 10, not 11.",
            "line 4, column 48 (/jobs/1/retryStrategy/attempts): must be 1 to 10, not 12.",
        ],
        Errors($$"""
            defaults: { {{Head}}, retryStrategy: { attempts: 11 } }
            jobs:
              - { jobName: one }
              - { jobName: two, retryStrategy: { attempts: 12 } }
              - { jobName: three }
            """));

    [Fact]
    public void A_fault_of_a_merged_list_is_told_where_it_stands() => Assert.Equal(
        ["line 3, column 100 (/jobs/0/containerOverrides/environment/1/value): must be a string, not the number 2."],
        Errors($$"""
            defaults: { {{Head}}, containerOverrides: { environment: [{ name: A, value: '1' }, { name: B, value: '1' }] } }
            jobs:
              - { jobName: one, containerOverrides: { environment: [{ name: B, value: '3' }, { name: C, value: 2 }] } }
            """));

    private static ManifestVerdict Read(string text) => Hostile.Manifests.Read(ManifestFormat.Yaml, text);

    private static string[] Errors(string text) => [.. Read(text).Errors.Select(error => error.ToString())];
}
