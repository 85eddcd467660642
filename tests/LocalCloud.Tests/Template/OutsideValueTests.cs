using LocalCloud.Template;

namespace LocalCloud.Tests.Template;

public sealed class OutsideValueTests
{
    [Fact]
    public void An_import_is_given_by_its_name_which_may_be_put_together()
    {
        const string Text = "Resources: { Q: { Type: 'AWS::SQS::Queue' } }\nOutputs: { O: { Value: { 'Fn::ImportValue': !Sub '${AWS::StackName}-vpc' } } }";

        var missing = Assert.Single(Assert.Throws<TemplateException>(() => TemplateLoader.Load(Text, new())).Missing);
        var model = TemplateLoader.Load(Text, new() { Imports = new Dictionary<string, string> { ["local-vpc"] = "vpc-1" } });

        Assert.Equal(("local-vpc", true), (missing.Name, missing.IsImport));
        Assert.Equal("vpc-1", model.Outputs["O"]);
    }

    [Fact]
    public void A_parameter_without_default_is_missed_by_name_with_what_it_is_for()
    {
        var exception = Assert.Throws<TemplateException>(() => TemplateLoader.Load("Parameters: { P: { Type: String, NoEcho: true, Description: The password } }\nResources: {}", new()));

        Assert.Equal(new("P", IsImport: false, IsSecret: true, "The password"), Assert.Single(exception.Missing));
        Assert.Contains("give it with --parameter-overrides P=VALUE", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWS::EC2::VPC::Id", "^vpc-[0-9a-f]{17}$")]
    [InlineData("List<AWS::EC2::Subnet::Id>", "^(subnet-[0-9a-f]{17},){2}subnet-[0-9a-f]{17}$")]
    [InlineData("AWS::EC2::Image::Id", "^ami-[0-9a-f]{17}$")]
    [InlineData("AWS::EC2::KeyPair::KeyName", "^P$")]
    [InlineData("List<AWS::EC2::AvailabilityZone::Name>", "^us-east-1a,us-east-1b,us-east-1c$")]
    [InlineData("AWS::Route53::HostedZone::Id", "^Z[0-9A-F]{13}$")]
    public void A_parameter_for_what_means_nothing_here_is_made_up_and_told(string type, string form)
    {
        var model = TemplateLoader.Load($"Parameters: {{ P: {{ Type: '{type}' }} }}\nResources: {{}}\nOutputs: {{ O: {{ Value: !Sub '${{P}}' }} }}", new());

        Assert.Matches(form, model.Outputs["O"]);
        Assert.StartsWith($"Made up, since nothing here needs them: P={model.Outputs["O"]}.", Assert.Single(model.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Under_strict_nothing_is_made_up() =>
        Assert.Single(Assert.Throws<TemplateException>(() => TemplateLoader.Load("Parameters: { P: { Type: 'AWS::EC2::VPC::Id' } }\nResources: {}", new() { IsStrict = true })).Missing);

    [Theory]
    [InlineData("Strng", "; did you mean String?")]
    [InlineData("AWS::SSM::Parameter::Value<Nothing>", "")]
    public void A_type_of_parameter_that_CloudFormation_does_not_have_is_refused(string type, string guess)
    {
        var message = Assert.Throws<TemplateException>(() => TemplateLoader.Load($"Parameters: {{ P: {{ Type: '{type}', Default: x }} }}\nResources: {{}}", new())).Message;

        Assert.Contains($"the type {type}, which CloudFormation does not know{guess}", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/own", "true")]
    [InlineData("/given", "from outside")]
    [InlineData("/cdk-bootstrap/hnb659fds/version", "value-of-cdk-bootstrap-hnb659fds-version")]
    public void Parameter_Store_is_the_templates_own_parameters_what_is_given_and_what_AWS_has(string name, string value)
    {
        var model = TemplateLoader.Load(
            $$"""
            Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '{{name}}' } }
            Resources: { S: { Type: 'AWS::SSM::Parameter', Properties: { Name: /own, Value: 'true' } } }
            Outputs: { O: { Value: !Ref P } }
            """,
            new() { Imports = new Dictionary<string, string> { ["ssm:/given"] = "from outside" } });

        Assert.Equal(value, model.Outputs["O"]);
    }

    [Fact]
    public void A_reference_in_a_text_to_Parameter_Store_is_resolved_and_missed_by_name()
    {
        const string Text = "Resources: {}\nOutputs: { O: { Value: 'a {{resolve:ssm:/image:2}} b' } }";

        var missing = Assert.Single(Assert.Throws<TemplateException>(() => TemplateLoader.Load(Text, new())).Missing);
        var model = TemplateLoader.Load(Text, new() { Imports = new Dictionary<string, string> { ["ssm:/image"] = "busybox" } });

        Assert.Equal("ssm:/image:2", missing.Name);
        Assert.Equal("a busybox b", model.Outputs["O"]);
    }

    [Fact]
    public void Each_value_of_a_list_must_be_an_allowed_one() => Assert.Contains(
        "the parameter P is \"a,x\" but must be one of a, b",
        Assert.Throws<TemplateException>(() => TemplateLoader.Load("Parameters: { P: { Type: CommaDelimitedList, Default: 'a,x', AllowedValues: [a, b] } }\nResources: {}", new())).Message,
        StringComparison.Ordinal);
}
