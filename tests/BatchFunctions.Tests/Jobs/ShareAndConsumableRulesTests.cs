using System.Text.Json;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Tests.Jobs;

/// <summary>Shares, priorities and consumable resources of a submission, checked before AWS Batch sees it.</summary>
public sealed class ShareAndConsumableRulesTests
{
    [Theory]
    [InlineData("""{"shareIdentifier": "team_A-1", "schedulingPriorityOverride": 9999}""")]
    [InlineData("""{"shareIdentifier": "team*"}""")]
    [InlineData("""{"consumableResourcePropertiesOverride": {"consumableResourceList": [{"consumableResource": "a", "quantity": 0}, {"consumableResource": "b", "quantity": 5000000000}]}}""")]
    [InlineData("""{"consumableResourcePropertiesOverride": {"consumableResourceList": []}}""")]
    [InlineData("""{"consumableResourcePropertiesOverride": {}}""")]
    public void What_AWS_takes_is_taken(string fields) => Assert.Empty(Errors(fields));

    [Theory]
    [InlineData("""{"shareIdentifier": "a b"}""", "/shareIdentifier must have 1 to 255 letters, digits, hyphens and underscores, with an asterisk at the end at most.")]
    [InlineData("""{"shareIdentifier": "a*b"}""", "/shareIdentifier must have 1 to 255 letters, digits, hyphens and underscores, with an asterisk at the end at most.")]
    [InlineData("""{"schedulingPriorityOverride": 10000}""", "/schedulingPriorityOverride must be 0 to 9999, not 10000.")]
    [InlineData(
        """{"consumableResourcePropertiesOverride": {"consumableResourceList": [{"consumableResource": "a", "quantity": -1}, {"quantity": 1}, {"consumableResource": "b"}]}}""",
        "/consumableResourcePropertiesOverride/consumableResourceList/0/quantity must be 0 or more, not -1.",
        "/consumableResourcePropertiesOverride/consumableResourceList/1/consumableResource 'consumableResource' is missing.",
        "/consumableResourcePropertiesOverride/consumableResourceList/2/quantity 'quantity' is missing.")]
    [InlineData(
        """{"consumableResourcePropertiesOverride": {"consumableResourceList": [{"consumableResource": "a", "quantity": 1}, {"consumableResource": "arn:aws:batch:us-east-1:123456789012:consumable-resource/a", "quantity": 1}]}}""",
        "/consumableResourcePropertiesOverride/consumableResourceList/1/consumableResource is there twice.")]
    public void What_AWS_would_refuse_is_told_with_its_place(string fields, params string[] expected) => Assert.Equal(expected, Errors(fields));

    [Fact]
    public void Six_consumable_resources_are_one_too_many()
    {
        var six = string.Join(", ", Enumerable.Range(0, 6).Select(n => $$"""{"consumableResource": "r{{n}}", "quantity": 1}"""));

        Assert.Equal(
            ["/consumableResourcePropertiesOverride/consumableResourceList at most 5 consumable resources, not 6."],
            Errors($$"""{"consumableResourcePropertiesOverride": {"consumableResourceList": [{{six}}]} }"""));
    }

    private static IEnumerable<string> Errors(string fields)
    {
        using var document = JsonDocument.Parse(fields.Insert(1, """ "jobName": "a", "jobQueue": "q", "jobDefinition": "d", """).Replace(", }", "}", StringComparison.Ordinal));
        var errors = new List<InputError>();
        RequestRules.Check(document.RootElement, "", errors);

        return errors.Select(error => $"{error.Pointer} {error.Message}");
    }
}
