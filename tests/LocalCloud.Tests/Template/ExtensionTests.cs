using LocalCloud.Template;

namespace LocalCloud.Tests.Template;

public sealed class ExtensionTests
{
    [Theory]
    [InlineData("10.0.0.0/16", "3", "8", "10.0.0.0/24 10.0.1.0/24 10.0.2.0/24")]
    [InlineData("192.168.1.0/24", "2", "4", "192.168.1.0/28 192.168.1.16/28")]
    [InlineData("2001:db8::/56", "2", "64", "2001:db8::/64 2001:db8:0:1::/64")]
    [InlineData("10.0.0.0/16", "4", null, "10.0.0.0/18 10.0.64.0/18 10.0.128.0/18 10.0.192.0/18")]
    public void A_block_is_split_into_equal_parts(string block, string count, string? bits, string parts) =>
        Assert.Equal(parts.Split(' '), Cidr.Split(block, count, bits));

    [Theory]
    [InlineData("10.0.0.0/24", "3", "8")]
    [InlineData("10.0.0.0", "1", "8")]
    [InlineData("10.0.0.0/16", "0", "8")]
    [InlineData("10.0.0.0/16", "257", "4")]
    [InlineData("x/16", "1", "8")]
    public void A_block_that_does_not_hold_the_parts_is_refused(string block, string count, string bits) => Assert.Null(Cidr.Split(block, count, bits));

    [Fact]
    public void Loops_are_written_out_within_each_other()
    {
        var model = TemplateLoader.Load(
            """
            Transform: [AWS::Serverless-2016-10-31, AWS::LanguageExtensions]
            Resources:
              Fn::ForEach::Stages:
                - Stage
                - [a-1, b]
                - Fn::ForEach::Kinds:
                    - Kind
                    - [X, Y]
                    - 'Queue&{Stage}${Kind}':
                        Type: AWS::SQS::Queue
                        Properties: { QueueName: !Join ['-', [{ Ref: Stage }, '${Kind}']], VisibilityTimeout: !Length [1, 2] }
            """,
            new());

        Assert.Equal(
            ["Queuea1X a-1-X 2", "Queuea1Y a-1-Y 2", "QueuebX b-X 2", "QueuebY b-Y 2"],
            model.Queues.Select(queue => $"{queue.LogicalId} {queue.Name} {queue.Attributes["VisibilityTimeout"]}"));
    }

    [Fact]
    public void A_loop_needs_the_transform() => Assert.Contains(
        "Fn::ForEach::Stages needs Transform: AWS::LanguageExtensions, here as on AWS",
        Assert.Throws<TemplateException>(() => TemplateLoader.Load("Resources:\n  Fn::ForEach::Stages: [Stage, [a], { 'Q${Stage}': { Type: 'AWS::SQS::Queue' } }]\n", new())).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_macro_is_refused_by_name() => Assert.Contains(
        "the transform Shout is a macro",
        Assert.Throws<TemplateException>(() => TemplateLoader.Load("Transform: Shout\nResources: { Q: { Type: 'AWS::SQS::Queue' } }\n", new())).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("prod", "yes", null)]
    [InlineData("dev", "no", null)]
    [InlineData("test", "no", "the rule Known does not hold: dev or prod")]
    [InlineData("dev", "yes", "the rule Large does not hold")]
    public void Rules_of_the_parameters_are_held(string stage, string large, string? complaint)
    {
        const string Text = """
            Parameters: { Stage: { Type: String }, Large: { Type: String } }
            Rules:
              Known: { Assertions: [{ Assert: { 'Fn::Contains': [[dev, prod], { Ref: Stage }] }, AssertDescription: dev or prod }] }
              Large: { RuleCondition: !Equals [!Ref Large, 'yes'], Assertions: [{ Assert: !Equals [!Ref Stage, prod] }] }
              Asks: { Assertions: [{ Assert: { 'Fn::EachMemberEquals': [{ 'Fn::ValueOf': [Stage, VpcId] }, x] } }] }
            Resources: { Queue: { Type: 'AWS::SQS::Queue' } }
            """;
        TemplateSettings settings = new() { Parameters = new Dictionary<string, string> { ["Stage"] = stage, ["Large"] = large } };

        if (complaint is null)
        {
            Assert.Single(TemplateLoader.Load(Text, settings).Queues);
        }
        else
        {
            Assert.Contains(complaint, Assert.Throws<TemplateException>(() => TemplateLoader.Load(Text, settings)).Message, StringComparison.Ordinal);
        }
    }
}
