using LocalCloud.Template;

namespace LocalCloud.Tests.Template;

/// <summary>What CloudFormation takes though its pages do not say so.</summary>
public sealed class LenienceTests
{
    [Fact]
    public void The_text_of_the_short_form_is_an_attribute_in_the_long_form_too() =>
        Assert.Equal(
            "arn:aws:sqs:us-east-1:123456789012:local-Q",
            TemplateLoader.Load("""{"Resources":{"Q":{"Type":"AWS::SQS::Queue"}},"Outputs":{"O":{"Value":{"Fn::GetAtt":"Q.Arn"}}}}""", new()).Outputs["O"]);

    [Fact]
    public void Words_of_AWS_Batch_may_be_in_any_case_and_numbers_texts() => Assert.Equal(
        """{"type":"container","platformCapabilities":["FARGATE"],"propagateTags":true,"containerProperties":{"image":"busybox","privileged":false,"vcpus":2,"resourceRequirements":[{"type":"VCPU","value":"0.25"}]},"jobDefinitionName":"local-D"}""",
        Job("""{ Type: Container, PlatformCapabilities: [fargate], PropagateTags: 'TRUE', ContainerProperties: { Image: busybox, Privileged: no, Vcpus: 2.0, ResourceRequirements: [{ Type: vcpu, Value: 0.25 }] } }"""));

    [Fact]
    public void An_empty_strategy_and_an_empty_time_out_are_none() =>
        Assert.Equal("""{"type":"container","jobDefinitionName":"local-D"}""", Job("{ Type: container, RetryStrategy: {}, Timeout: {} }"));

    [Fact]
    public void Of_a_key_given_twice_the_last_counts() =>
        Assert.Equal("""{"type":"multinode","jobDefinitionName":"local-D"}""", Job("{ Type: container, Type: multinode }"));

    [Fact]
    public void What_a_map_says_wins_over_what_is_merged_into_it_wherever_that_stands() =>
        Assert.Equal(
            """{"parameters":{"a":"own","b":"own","c":"first","d":"second"},"jobDefinitionName":"local-D"}""",
            Job("{ Parameters: { a: own, <<: [{ a: x, c: first }, { c: y, d: second }], b: own } }"));

    [Fact]
    public void A_pattern_may_be_text_that_is_JSON() =>
        Assert.Equal(
            """{"source":["a"]}""",
            Assert.Single(TemplateLoader.Load("""Resources: { R: { Type: 'AWS::Events::Rule', Properties: { EventPattern: '{"source":["a"]}' } } }""", new()).Rules).EventPattern);

    private static string Job(string properties) =>
        Assert.Single(TemplateLoader.Load($"Resources:\n  D:\n    Type: AWS::Batch::JobDefinition\n    Properties: {properties}\n", new()).Batch).RequestJson;
}
