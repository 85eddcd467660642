using LocalCloud.Template;

namespace LocalCloud.Tests.Template;

public sealed class LeftOutTests
{
    private const string Others = """
        Resources:
          Repository: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: jobs } }
          Machine: { Type: 'AWS::StepFunctions::StateMachine' }
          Lookup: { Type: 'Custom::Lookup', Properties: { ServiceToken: x } }
          Second: { Type: 'AWS::ECR::Repository' }
        Outputs:
          Uri: { Value: !GetAtt Repository.RepositoryUri }
          Arn: { Value: !GetAtt Second.Arn }
          Machine: { Value: !Ref Machine }
          Answer: { Value: !GetAtt Lookup.Answer }
        """;

    [Fact]
    public void Types_that_are_not_served_are_left_out_with_a_line_each() => Assert.Equal(
        [
            "Left out: AWS::ECR::Repository (Repository, Second), which the local stack does not serve.",
            "Left out: AWS::StepFunctions::StateMachine (Machine), which the local stack does not serve.",
            "Left out: Custom::Lookup (Lookup), which the local stack does not serve.",
        ],
        TemplateLoader.Load(Others, new()).Notes);

    [Fact]
    public void What_refers_to_them_gets_a_value_of_the_right_form()
    {
        var outputs = TemplateLoader.Load(Others, new()).Outputs;

        Assert.Equal("123456789012.dkr.ecr.us-east-1.amazonaws.com/jobs", outputs["Uri"]);
        Assert.Equal("arn:aws:ecr:us-east-1:123456789012:repository/local-second", outputs["Arn"]);
        Assert.Equal("arn:aws:states:us-east-1:123456789012:stateMachine:local-Machine", outputs["Machine"]);
        Assert.Equal("local-Lookup-Answer", outputs["Answer"]);
    }

    [Theory]
    [InlineData("AWS::EC2::VPC", "^vpc-[0-9a-f]{17}$")]
    [InlineData("AWS::EC2::Subnet", "^subnet-[0-9a-f]{17}$")]
    [InlineData("AWS::EC2::SecurityGroup", "^sg-[0-9a-f]{17}$")]
    [InlineData("AWS::EC2::LaunchTemplate", "^lt-[0-9a-f]{17}$")]
    [InlineData("AWS::EFS::FileSystem", "^fs-[0-9a-f]{17}$")]
    [InlineData("AWS::SecretsManager::Secret", "^arn:aws:secretsmanager:us-east-1:123456789012:secret:local-One-[0-9a-f]{6}$")]
    [InlineData("AWS::SNS::Topic", "^arn:aws:sns:us-east-1:123456789012:local-One$")]
    [InlineData("AWS::KMS::Key", "^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$")]
    [InlineData("AWS::ECS::Cluster", "^local-One$")]
    [InlineData("AWS::ElasticLoadBalancingV2::TargetGroup", "^arn:aws:elasticloadbalancing:us-east-1:123456789012:target-group/local-One$")]
    public void Made_up_values_have_their_form_and_are_the_same_at_every_start(string type, string form)
    {
        var text = $"Resources: {{ One: {{ Type: '{type}' }} }}\nOutputs: {{ Ref: {{ Value: !Ref One }} }}";

        var first = TemplateLoader.Load(text, new()).Outputs["Ref"];

        Assert.Matches(form, first);
        Assert.Equal(first, TemplateLoader.Load(text, new()).Outputs["Ref"]);
    }

    [Fact]
    public void What_the_template_says_of_a_resource_that_is_not_served_is_its_value() =>
        Assert.Equal("10.9.0.0/16", TemplateLoader.Load("Resources: { V: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: 10.9.0.0/16 } } }\nOutputs: { C: { Value: !GetAtt V.CidrBlock } }", new()).Outputs["C"]);

    [Fact]
    public void Under_strict_they_are_refused() =>
        Assert.Contains(
            Assert.Throws<TemplateException>(() => TemplateLoader.Load(Others, new() { IsStrict = true })).Errors,
            error => error.Line == 2 && error.Message.StartsWith("Repository: the local stack does not know AWS::ECR::Repository. It knows AWS::Batch::", StringComparison.Ordinal));

    [Theory]
    [InlineData("PackageType: Image, ImageUri: jobs", "its code is an image, and the local stack starts no images")]
    [InlineData("Runtime: java21, Handler: x", "the local stack runs executables named bootstrap (Runtime provided.al2023), python3.* and nodejs*, not java21")]
    [InlineData("Runtime: python3.12, Handler: a.b, CodeUri: s3://code/x.zip", "its code is in s3://code/x.zip, which is not on this machine")]
    [InlineData("Runtime: python3.12, Handler: a.b, CodeUri: nowhere/", "its code is not in nowhere/")]
    public void A_function_that_nothing_here_can_run_is_left_out_by_name_with_what_triggers_it(string properties, string why)
    {
        var model = TemplateLoader.Load(
            $$"""
            Resources:
              Work:
                Type: AWS::Serverless::Function
                Properties: { {{properties}}, Events: { Sweep: { Type: Schedule, Properties: { Schedule: rate(5 minutes) } } } }
            """,
            new());

        Assert.Empty(model.Functions);
        Assert.Empty(model.Rules);
        Assert.Equal([$"Left out: the function Work: {why}."], model.Notes);
    }

    [Fact]
    public void Events_that_nothing_here_sends_streams_and_topics_are_left_out_with_a_line()
    {
        var model = TemplateLoader.Load(
            """
            Resources:
              Work:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: provided.al2023
                  Events:
                    Get: { Type: Api, Properties: { Path: /, Method: get } }
                    Sweep: { Type: Schedule, Description: every day, Properties: { Schedule: rate(1 day) } }
              Table:
                Type: AWS::DynamoDB::Table
                Properties: { BillingMode: PAY_PER_REQUEST, AttributeDefinitions: [], KeySchema: [], StreamSpecification: { StreamViewType: NEW_IMAGE } }
            """,
            new());

        Assert.Equal(
            [
                "Left out: the event Work/Get of type Api, which nothing here sends.",
                "Left out: the stream of Table: the local DynamoDB has none, and nothing hears of its changes.",
            ],
            model.Notes);
        Assert.Equal("rate(1 day)", Assert.Single(model.Rules).ScheduleExpression);
    }
}
