using System.Text;
using LocalCloud.Deliveries;
using LocalCloud.Targets;

namespace LocalCloud.Tests.Targets;

public sealed class JobSubmissionTests
{
    private const string Queue = "arn:aws:batch:us-east-1:123456789012:job-queue/q";

    [Fact]
    public void An_event_submits_the_targets_job_and_nothing_of_itself() => Assert.Equal(
        """{"jobName":"n","jobQueue":"arn:aws:batch:us-east-1:123456789012:job-queue/q","jobDefinition":"d"}""",
        OfRule(new("d", "n", null, null), """{"version":"0","detail":{"Parameters":1}}"""));

    [Fact]
    public void The_target_says_the_size_and_the_attempts_and_the_input_parameters_and_overrides() => Assert.Equal(
        """{"jobName":"n","jobQueue":"arn:aws:batch:us-east-1:123456789012:job-queue/q","jobDefinition":"d","arrayProperties":{"size":3},"retryStrategy":{"attempts":2},"parameters":{"Key":"a","n":1},"containerOverrides":{"command":["a","1"],"environment":[{"name":"N","value":"5"}],"resourceRequirements":[{"type":"VCPU","value":"2"}]}}""",
        OfRule(
            new("d", "n", 3, 2),
            """{"Parameters":{"Key":"a","n":1},"ArrayProperties":{"Size":9},"ContainerOverrides":{"Command":["a",1],"Environment":[{"Name":"N","Value":5}],"ResourceRequirements":[{"Type":"VCPU","Value":2}]}}"""));

    [Theory]
    [InlineData("\"text\"")]
    [InlineData("{\"Parameters\": }")]
    public void A_payload_that_is_no_object_submits_the_job_without_any(string payload) =>
        Assert.EndsWith("\"jobDefinition\":\"d\"}", OfRule(new("d", "n", null, null), payload), StringComparison.Ordinal);

    [Fact]
    public void A_schedule_writes_the_request_itself_with_capitals() => Assert.Equal(
        """{"jobName":"n","jobQueue":"q","jobDefinition":"d","tags":{"Team":"red"},"containerOverrides":{"environment":[{"name":"A","value":"b"}]}}""",
        Encoding.UTF8.GetString(JobSubmission.OfSchedule(Encoding.UTF8.GetBytes(
            """{"JobName":"n","JobQueue":"q","JobDefinition":"d","Tags":{"Team":"red"},"ContainerOverrides":{"Environment":[{"Name":"A","Value":"b"}]}}""")).Span));

    private static string OfRule(BatchParameters job, string payload) => Encoding.UTF8.GetString(JobSubmission.OfRule(Queue, job, Encoding.UTF8.GetBytes(payload)).Span);
}
