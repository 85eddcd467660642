using Amazon.Batch.Internal;
using Amazon.Batch.Model;
using AWSSDK.ServiceRuntime.Json;

namespace Aws.Tests.Sdk;

/// <summary>The model's constraints, as the service side checks them.</summary>
public sealed class ConstraintTests
{
    [Fact]
    public void A_request_within_the_limits_has_no_findings() =>
        Assert.Empty(Check(Submit()));

    [Fact]
    public void Every_required_member_that_is_missing_is_named() =>
        Assert.Equal(
            ["jobName: is required", "jobQueue: is required", "jobDefinition: is required"],
            Check(new SubmitJobRequest()));

    [Fact]
    public void A_required_member_deep_inside_is_named_with_its_path()
    {
        var request = Submit();
        request.ContainerOverrides = new() { ResourceRequirements = [new() { Type = "GPU", Value = "1" }, new() { Type = "GPU" }] };

        Assert.Equal(["containerOverrides.resourceRequirements[1].value: is required"], Check(request));
    }

    [Fact]
    public void A_value_that_the_enum_does_not_have_is_named_with_those_it_has()
    {
        var request = Submit();
        request.DependsOn = [new() { JobId = "a", Type = new("n_to_n") }];

        Assert.Equal(["dependsOn[0].type: must be one of N_TO_N, SEQUENTIAL, not 'n_to_n'"], Check(request));
    }

    [Fact]
    public void Values_of_an_enum_in_a_list_are_checked_too()
    {
        var request = new RegisterJobDefinitionRequest { JobDefinitionName = "d", Type = "container", PlatformCapabilities = ["EC2", "MOON"] };

        var findings = new Findings();
        RegisterJobDefinitionRequestJson.Check(request, findings);

        Assert.Equal("platformCapabilities[1]: must be one of EC2, FARGATE, MANAGED_INSTANCES, not 'MOON'", Assert.Single(Lines(findings)));
    }

    [Fact]
    public void Keys_and_values_of_tags_have_lengths()
    {
        var request = Submit();
        request.Tags = new() { [""] = "v", ["k"] = new string('v', 257), [new string('k', 129)] = "" };

        Assert.Equal(
            [
                "tags.k: must have at most 256 characters, not 257",
                "tags.: must have 1 to 128 characters in its key, not 0",
                $"tags.{new string('k', 129)}: must have 1 to 128 characters in its key, not 129",
            ],
            Check(request));
    }

    [Fact]
    public void The_number_of_tags_is_limited()
    {
        var request = Submit();
        request.Tags = Enumerable.Range(0, 51).ToDictionary(number => $"k{number}", _ => "v");

        Assert.Equal(["tags: must have 1 to 50 entries, not 51"], Check(request));
    }

    [Fact]
    public void The_number_of_jobs_to_cancel_at_once_is_limited()
    {
        var findings = new Findings();

        CancelJobsRequestJson.Check(new() { Jobs = [.. Enumerable.Repeat("id", 51)], Reason = "r" }, findings);

        Assert.Equal(["jobs: must have 1 to 50 elements, not 51"], Lines(findings));
    }

    [Fact]
    public void Numbers_have_ranges()
    {
        var findings = new Findings();
        var request = new UpdateComputeEnvironmentRequest
        {
            ComputeEnvironment = "ce",
            UpdatePolicy = new() { JobExecutionTimeoutMinutes = 7201 },
        };

        UpdateComputeEnvironmentRequestJson.Check(request, findings);

        Assert.Equal(["updatePolicy.jobExecutionTimeoutMinutes: must be 1 to 7200, not 7201"], Lines(findings));
    }

    [Fact]
    public void Lists_in_maps_have_paths_too()
    {
        var findings = new Findings();
        var lists = new Dictionary<string, List<string>> { ["a"] = ["short", "too long"] };

        findings.Map("labels", lists, static (list, inner) =>
            inner.List(null, list, static (text, innermost) => innermost.Length(null, text.Length, 0, 5, "characters")));

        Assert.Equal(["labels.a[1]: must have at most 5 characters, not 8"], Lines(findings));
    }

    private static SubmitJobRequest Submit() => new() { JobName = "n", JobQueue = "q", JobDefinition = "d" };

    private static IEnumerable<string> Check(SubmitJobRequest request)
    {
        var findings = new Findings();
        SubmitJobRequestJson.Check(request, findings);

        return Lines(findings);
    }

    private static IEnumerable<string> Lines(Findings findings) => findings.All.Select(finding => $"{finding.Path}: {finding.Message}");
}
