using LocalCloud.Batch;
using LocalCloud.Template;

namespace LocalCloud.Tests.Batch;

public sealed class BatchStepsTests
{
    [Theory]
    [InlineData("JobQueue", false, null, "Create")]
    [InlineData("JobQueue", false, "{}", "Create")]
    [InlineData("JobQueue", true, "{}", "Leave")]
    [InlineData("JobQueue", true, "{\"priority\":1}", "Update")]
    [InlineData("JobQueue", true, null, "Update")]
    [InlineData("ComputeEnvironment", true, "{}", "Leave")]
    [InlineData("JobDefinition", true, "{}", "Leave")]
    [InlineData("JobDefinition", true, "{\"type\":1}", "Create")]
    [InlineData("JobDefinition", false, "{}", "Create")]
    public void What_did_not_change_is_left_alone(string kind, bool exists, string? remembered, string expected) =>
        Assert.Equal(Enum.Parse<BatchStep>(expected), BatchSteps.Decide(Enum.Parse<BatchResourceKind>(kind), exists, remembered, "{}"));

    [Fact]
    public void An_update_sends_only_what_can_be_changed()
    {
        BatchResource queue = new("Q", BatchResourceKind.JobQueue, "default", "arn:q", """{"priority":2,"tags":{"a":"b"},"state":"ENABLED","jobQueueName":"default"}""", 1);

        Assert.Equal("""{"jobQueue":"arn:q","priority":2,"state":"ENABLED"}""", BatchRequests.Update(queue));
    }
}
