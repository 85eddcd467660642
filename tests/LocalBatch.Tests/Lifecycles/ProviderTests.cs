using System.Text;
using System.Text.Json;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Lifecycles;

/// <summary>
/// What the acceptance tests of Terraform's provider and CloudFormation's contract tests do to each resource: create and read
/// back, tag, update in place, delete, and find deleted by others.
/// </summary>
public sealed class ProviderTests
{
    public static TheoryData<string> Kinds => [.. ManagedResource.All.Select(resource => resource.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_created_is_read_back_equal_and_can_be_deleted(string kind)
    {
        var (local, resource) = await WorldAsync(kind);
        await using var _ = local;

        await CreateAsync(local, resource, "");

        await AssertAsync(local, resource, resource.Created);
        await DeleteAsync(local, resource);
        Assert.Null(await resource.FindAsync(local));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_updated_in_place_is_the_same_resource_with_the_new_values_also_after_a_restart(string kind)
    {
        var (local, resource) = await WorldAsync(kind);
        await using var _ = local;
        await CreateAsync(local, resource, "");

        await local.CallAsync(resource.Update.Operation, resource.Update.Body);
        await local.SettleLifecycleAsync();

        await AssertAsync(local, resource, resource.Updated);
        await local.RestartAsync();
        await AssertAsync(local, resource, resource.Updated);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Tags_are_set_at_creation_changed_and_removed_through_the_ARN(string kind)
    {
        var (local, resource) = await WorldAsync(kind);
        await using var _ = local;
        await CreateAsync(local, resource, """, "tags": {"key1": "value1"}""");
        await AssertAsync(local, resource, ("tags", """{"key1":"value1"}"""));

        await TagAsync(local, "POST", resource.Arn, """{"tags": {"key1": "value1updated", "key2": "value2"}}""");
        var listed = await TagAsync(local, "GET", resource.Arn, "");
        Assert.Equal("""{"key1":"value1updated","key2":"value2"}""", listed.GetProperty("tags").GetRawText());
        await TagAsync(local, "DELETE", resource.Arn, "", "?tagKeys=key1");

        await AssertAsync(local, resource, ("tags", """{"key2":"value2"}"""));
        await local.RestartAsync();
        await AssertAsync(local, resource, ("tags", """{"key2":"value2"}"""));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_somebody_else_deleted_is_told_as_not_found_deleted_again_without_a_word_and_can_be_made_again(string kind)
    {
        var (local, resource) = await WorldAsync(kind);
        await using var _ = local;
        await CreateAsync(local, resource, "");
        await DeleteAsync(local, resource);

        Assert.Null(await resource.FindAsync(local));
        await local.CallAsync(resource.Delete.Operation, resource.Delete.Body);
        await CreateAsync(local, resource, "");

        await AssertAsync(local, resource, resource.Created);
    }

    [Fact]
    public async Task A_job_definition_is_replaced_by_a_new_revision_and_the_old_one_deregistered()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.RegisterAsync("tf", more: ", \"tags\": {\"key1\": \"value1\"}");

        await local.RegisterAsync("tf", vcpus: 2);
        await local.CallAsync("DeregisterJobDefinition", """{"jobDefinition": "arn:aws:batch:us-east-1:123456789012:job-definition/tf:1"}""");
        var old = await DefinitionsAsync(local, """{"jobDefinitions": ["arn:aws:batch:us-east-1:123456789012:job-definition/tf:1"]}""");
        var active = await DefinitionsAsync(local, """{"jobDefinitionName": "tf", "status": "ACTIVE"}""");
        await local.CallAsync("DeregisterJobDefinition", """{"jobDefinition": "arn:aws:batch:us-east-1:123456789012:job-definition/tf:2"}""");

        Assert.Equal(("INACTIVE", 1L), (Assert.Single(old).Text("status"), old[0].Number("revision")));
        Assert.Equal(2, Assert.Single(active).Number("revision"));
        Assert.Empty(await DefinitionsAsync(local, """{"jobDefinitionName": "tf", "status": "ACTIVE"}"""));
    }

    [Fact]
    public async Task What_depends_on_another_keeps_it_until_it_is_gone_itself()
    {
        await using var local = await LocalEngine.OpenAsync();
        foreach (var kind in (string[])["compute environment", "scheduling policy"])
        {
            await CreateAsync(local, Find(kind), "");
        }

        await local.CallAsync("CreateJobQueue", """
            {"jobQueueName": "q", "priority": 1, "schedulingPolicyArn": "arn:aws:batch:us-east-1:123456789012:scheduling-policy/tf", "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": "tf"}]}
            """);
        await local.SettleLifecycleAsync();
        var (environment, policy) = (Find("compute environment"), Find("scheduling policy"));
        await local.CallAsync("UpdateComputeEnvironment", """{"computeEnvironment": "tf", "state": "DISABLED"}""");
        await local.SettleLifecycleAsync();

        foreach (var resource in (ManagedResource[])[environment, policy])
        {
            Assert.Equal(
                "Cannot delete, found existing JobQueue relationship", await local.RefusalAsync(resource.Delete.Operation, resource.Delete.Body, isWrapped: false));
        }

        await local.CallAsync("UpdateJobQueue", """{"jobQueue": "q", "state": "DISABLED"}""");
        await local.SettleLifecycleAsync();
        await local.CallAsync("DeleteJobQueue", """{"jobQueue": "q"}""");
        await local.SettleLifecycleAsync();
        await local.SettleLifecycleAsync();
        await local.CallAsync(policy.Delete.Operation, policy.Delete.Body);
        await DeleteAsync(local, environment);
    }

    private static ManagedResource Find(string kind) => ManagedResource.All.Single(resource => resource.Kind == kind);

    /// <summary>An engine with what the resource needs around it.</summary>
    private static async Task<(LocalEngine Local, ManagedResource Resource)> WorldAsync(string kind)
    {
        var local = await LocalEngine.OpenAsync();
        await local.CreateEnvironmentAsync("ce", 4);
        await local.CallAsync("CreateServiceEnvironment", """
            {"serviceEnvironmentName": "se", "serviceEnvironmentType": "SAGEMAKER_TRAINING", "capacityLimits": [{"maxCapacity": 4, "capacityUnit": "ml.m5.large"}]}
            """);
        await local.CallAsync("CreateSchedulingPolicy", """{"name": "quota", "quotaSharePolicy": {"idleResourceAssignmentStrategy": "FIFO"}}""");
        await local.SettleLifecycleAsync();
        await local.CallAsync("CreateJobQueue", """
            {"jobQueueName": "sm", "priority": 1, "jobQueueType": "SAGEMAKER_TRAINING", "serviceEnvironmentOrder": [{"order": 1, "serviceEnvironment": "se"}],
             "schedulingPolicyArn": "arn:aws:batch:us-east-1:123456789012:scheduling-policy/quota"}
            """);
        await local.SettleLifecycleAsync();

        return (local, Find(kind));
    }

    private static async Task CreateAsync(LocalEngine local, ManagedResource resource, string tags)
    {
        await local.CallAsync(resource.Create.Operation, resource.Create.Body.Replace("TAGS", tags, StringComparison.Ordinal));
        await local.SettleLifecycleAsync();
    }

    private static async Task DeleteAsync(LocalEngine local, ManagedResource resource)
    {
        if (resource.Disable is var (operation, body))
        {
            await local.CallAsync(operation, body);
            await local.SettleLifecycleAsync();
        }

        await local.CallAsync(resource.Delete.Operation, resource.Delete.Body);

        // DELETING, then DELETED for a moment, then gone.
        await local.SettleLifecycleAsync();
        await local.SettleLifecycleAsync();
    }

    private static async Task AssertAsync(LocalEngine local, ManagedResource resource, params (string Member, string Json)[] expected)
    {
        var found = await resource.FindAsync(local);
        Assert.NotNull(found);
        Assert.All(expected, pair => Assert.Equal(pair.Json, found.Value.GetProperty(pair.Member).GetRawText()));
    }

    private static async Task<List<JsonElement>> DefinitionsAsync(LocalEngine local, string body) =>
        [.. (await local.CallAsync("DescribeJobDefinitions", body)).GetProperty("jobDefinitions").EnumerateArray()];

    private static async Task<JsonElement> TagAsync(LocalEngine local, string method, string arn, string body, string query = "")
    {
        var response = await local.Engine.HandleAsync(
            new(method, $"/v1/tags/{Uri.EscapeDataString(arn)}{query}", Encoding.UTF8.GetBytes(body)), TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == 200, Encoding.UTF8.GetString(response.Body.Span));

        return JsonElement.Parse(response.Body.Span);
    }
}
