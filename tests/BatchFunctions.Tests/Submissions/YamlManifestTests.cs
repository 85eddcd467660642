using BatchFunctions.Manifests;

namespace BatchFunctions.Tests.Submissions;

/// <summary>YAML as people write it.</summary>
public sealed class YamlManifestTests
{
    [Theory]
    [InlineData("""
        x-base: &base { jobQueue: default, jobDefinition: hello, parameters: { a: '1' } }
        jobs:
          - <<: *base
            jobName: one
            parameters: { b: '2' }
        """)]
    [InlineData("""
        x-base: &base { jobQueue: default, jobDefinition: hello, parameters: { a: '1' } }
        jobs:
          - jobName: one
            parameters: { b: '2' }
            <<: *base
        """)]
    [InlineData("""
        x-a: &a { jobQueue: default }
        x-b: &b { jobQueue: elsewhere, jobDefinition: hello }
        jobs:
          - jobName: one
            parameters: { b: '2' }
            <<: [*a, *b]
        """)]
    [InlineData("""
        x-a: &a { jobQueue: default, jobDefinition: other }
        x-b: &b { <<: *a, jobDefinition: hello }
        jobs:
          - { jobName: one, parameters: { b: '2' }, <<: *b }
        """)]
    [InlineData("""
        x-jobs:
          - &job { <<: { jobQueue: default, jobDefinition: other }, parameters: { b: '2' }, jobDefinition: hello, jobName: one }
        jobs:
          - *job
        """)]
    public void A_merge_key_brings_what_a_mapping_has_not_itself(string text)
    {
        using var body = System.Text.Json.JsonDocument.Parse(Bodies(text)[0]);

        Assert.Equal("default", body.RootElement.GetProperty("jobQueue").GetString());
        Assert.Equal("hello", body.RootElement.GetProperty("jobDefinition").GetString());
        Assert.Equal("""{"b":"2"}""", body.RootElement.GetProperty("parameters").GetRawText());
    }

    [Fact]
    public void A_name_in_quotes_is_no_merge_key() => Assert.Equal(
        ["line 2, column 82 (/jobs/0/parameters/<<): must be a string, not an object."],
        Errors("""
            jobs:
              - { jobName: one, jobQueue: default, jobDefinition: hello, parameters: { "<<": {} } }
            """));

    [Theory]
    [InlineData("<<: *base, <<: *base", "line 3, column 75 (/jobs/0): '<<' is there twice; write one with a list: <<: [*first, *second].")]
    [InlineData("<<: 7", "line 3, column 64 (/jobs/0): '<<' takes a map or a list of maps, such as *base.")]
    [InlineData("<<: [*base, x]", "line 3, column 64 (/jobs/0): '<<' takes a map or a list of maps, such as *base.")]
    public void A_merge_key_that_is_none_is_told(string merge, string error) => Assert.Equal([error], Errors($$"""
        x-base: &base { jobQueue: default }
        jobs:
          -   { jobName: one, jobQueue: default, jobDefinition: hello, {{merge}} }
        """));

    [Fact]
    public void Numbers_are_those_of_YAML_1_2() => Assert.Equal(
        """{"jobName":"one","jobQueue":"default","jobDefinition":"hello","arrayProperties":{"size":500},"retryStrategy":{"attempts":8},"timeout":{"attemptDurationSeconds":100},"parameters":{"a":"0x","b":"0o8","c":"0xffffffffffffffff","d":"-0x1F"}}""",
        Bodies("""
            jobs:
              - jobName: one
                jobQueue: default
                jobDefinition: hello
                arrayProperties: { size: 0x1F4 }
                retryStrategy: { attempts: 0o10 }
                timeout: { attemptDurationSeconds: 0100 }
                parameters: { a: 0x, b: 0o8, c: 0xffffffffffffffff, d: -0x1F }
            """)[0]);

    [Fact]
    public void An_error_quotes_what_stands_in_the_file() => Assert.Equal(
        [
            "line 2, column 14 (/jobs/0/jobName): must be a string, not the number 007.",
            "line 4, column 20 (/jobs/0/jobDefinition): must be a string, not True.",
            "line 5, column 30 (/jobs/0/arrayProperties/size): must be 2 to 10000, not 0x01.",
            "line 6, column 22 (/jobs/0/parameters/n): must be a string, not the number 1e3.",
        ],
        Errors("""
            jobs:
              - jobName: 007
                jobQueue: default
                jobDefinition: True
                arrayProperties: { size: 0x01 }
                parameters: { n: 1e3 }
            """));

    [Fact]
    public void An_error_points_at_the_use_not_at_the_anchor() => Assert.Equal(
        [
            "line 4, column 14 (/jobs/0/timeout): 'seconds' is not a field here",
            "line 8, column 22 (/jobs/0/parameters/b): must be a string, not the number 01.",
            "line 10, column 9 (/jobs/1/jobQueue): There is no job queue 'nowhere'.",
            "line 11, column 14 (/jobs/1/timeout): 'seconds' is not a field here",
        ],
        Errors("""
            x-t: &t { seconds: 5 }
            x-base: &base { jobQueue: nowhere, jobDefinition: hello, timeout: *t, x-n: &n 01 }
            jobs:
              - timeout: *t
                jobName: one
                jobQueue: default
                jobDefinition: hello
                parameters: { b: *n }
              - jobName: two
                <<: *base
                timeout: *t
            """).Where(error => !error.Contains("x-n", StringComparison.Ordinal)).Select(error => error.Split(';')[0].Replace("/seconds", "", StringComparison.Ordinal)));

    [Fact]
    public void Merge_keys_that_bring_in_too_much_are_refused()
    {
        var members = string.Join(", ", Enumerable.Range(0, 2_000).Select(n => $"k{n}: 1"));
        var text = $"x-a: &a {{ {members} }}\njobs:\n  - <<: [{string.Join(", ", Enumerable.Repeat("*a", 2_000))}]\n";

        Assert.Contains("Merge keys may bring in 1000000 members in all.", Assert.Single(Errors(text)), StringComparison.Ordinal);
    }

    [Fact]
    public void Merge_keys_that_lead_to_each_other_too_often_are_refused()
    {
        var chain = string.Concat(Enumerable.Range(1, 5_000).Select(n => $"x-{n}: &a{n} {{ <<: *a{n - 1} }}\n"));

        Assert.Contains("Merge keys may lead to others 60 times.", Assert.Single(Errors($"x-0: &a0 {{ a: 1 }}\n{chain}jobs: []\n")), StringComparison.Ordinal);
    }

    private static string[] Bodies(string text)
    {
        var verdict = Hostile.Manifests.Read(ManifestFormat.Yaml, text);
        Assert.Empty(verdict.Errors);

        return [.. verdict.Jobs.Select(job => job.Body())];
    }

    private static string[] Errors(string text) => [.. Hostile.Manifests.Read(ManifestFormat.Yaml, text).Errors.Select(error => error.ToString())];
}
