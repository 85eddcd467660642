using System.Text;
using LocalBatch.Cli.Jobs;

namespace LocalBatch.Cli.Tests.Jobs;

public sealed class SubmissionTests
{
    [Fact]
    public void What_was_not_asked_for_is_not_in_the_request() =>
        Assert.Equal("""{"jobName":"hello","jobQueue":"default","jobDefinition":"hello"}""", Body(new() { JobQueue = "default", JobDefinition = "hello" }));

    [Theory]
    [InlineData("train", "train")]
    [InlineData("train:3", "train")]
    [InlineData("arn:aws:batch:us-east-1:123456789012:job-definition/train:3", "train")]
    public void A_job_without_a_name_has_that_of_its_definition(string definition, string name) =>
        Assert.StartsWith($$"""{"jobName":"{{name}}",""", Body(new() { JobQueue = "default", JobDefinition = definition }), StringComparison.Ordinal);

    [Fact]
    public void Everything_that_can_be_asked_for_is_a_member_of_AWSs_request() => Assert.Equal(
        """{"jobName":"n","jobQueue":"q","jobDefinition":"d","parameters":{"who":"me=you"},"arrayProperties":{"size":5},"retryStrategy":{"attempts":2},"timeout":{"attemptDurationSeconds":90},"dependsOn":[{"jobId":"a"},{"jobId":"b"}],"containerOverrides":{"command":["echo","hi"],"environment":[{"name":"A","value":"1"}],"resourceRequirements":[{"type":"VCPU","value":"0.5"},{"type":"MEMORY","value":"1024"}]}}""",
        Body(new()
        {
            JobName = "n",
            JobQueue = "q",
            JobDefinition = "d",
            Parameters = new Dictionary<string, string> { ["who"] = "me=you" },
            Environment = new Dictionary<string, string> { ["A"] = "1" },
            Vcpus = "0.5",
            MemoryMiB = 1024,
            ArraySize = 5,
            Attempts = 2,
            Timeout = TimeSpan.FromSeconds(90),
            DependsOn = ["a", "b"],
            Command = ["echo", "hi"],
        }));

    private static string Body(Submission submission) => Encoding.UTF8.GetString(submission.Body());
}
