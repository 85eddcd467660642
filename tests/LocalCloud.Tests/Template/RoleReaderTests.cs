using LocalCloud.Iam;
using LocalCloud.Stack;
using LocalCloud.Template;

namespace LocalCloud.Tests.Template;

public sealed class RoleReaderTests
{
    private const string Template =
        """
        Resources:
          Data: { Type: AWS::S3::Bucket, Properties: { BucketName: data } }
          Reader:
            Type: AWS::IAM::Role
            Properties:
              Path: /team/
              RoleName: reader
              AssumeRolePolicyDocument: {}
              ManagedPolicyArns: [!Ref Managed]
              Policies:
                - PolicyName: own
                  PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: Allow, Action: 's3:GetObject', Resource: !Sub '${Data.Arn}/*', Condition: { Bool: { 'aws:SecureTransport': true } } }] }
          Managed:
            Type: AWS::IAM::ManagedPolicy
            Properties: { PolicyDocument: { Version: '2012-10-17', Statement: { Effect: Allow, Action: 's3:ListBucket', Resource: !GetAtt Data.Arn } } }
          Added:
            Type: AWS::IAM::Policy
            Properties: { PolicyName: added, Roles: [!Ref Reader], PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: Deny, Action: 's3:*', Resource: !Sub '${Data.Arn}/secret' }] } }
          Lent:
            Type: AWS::IAM::Role
            Properties: { AssumeRolePolicyDocument: {}, ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonS3FullAccess'] }
          Profile: { Type: AWS::IAM::InstanceProfile, Properties: { InstanceProfileName: hosts, Roles: [!Ref Reader] } }
          Work:
            Type: AWS::Serverless::Function
            Properties:
              Policies:
                - { Version: '2012-10-17', Statement: [{ Effect: Allow, Action: 's3:PutObject', Resource: '*' }] }
          Lazy:
            Type: AWS::Serverless::Function
            Properties: { Policies: [AmazonS3ReadOnlyAccess, { SQSPollerPolicy: { QueueName: q } }] }
          Plain: { Type: AWS::Serverless::Function }
          Under: { Type: AWS::Serverless::Function, Properties: { Role: !GetAtt Reader.Arn } }
        """;

    private static readonly StackModel Model = TemplateLoader.Load(Template, new());

    [Theory]
    [InlineData("arn:aws:iam::123456789012:role/team/reader", "s3:GetObject", "arn:aws:s3:::data/x", true)]
    [InlineData("arn:aws:iam::123456789012:role/team/reader", "s3:GetObject", "arn:aws:s3:::data/secret", false)]
    [InlineData("arn:aws:iam::123456789012:role/team/reader", "s3:ListBucket", "arn:aws:s3:::data", true)]
    [InlineData("arn:aws:iam::123456789012:role/team/reader", "s3:PutObject", "arn:aws:s3:::data/x", false)]
    [InlineData("arn:aws:iam::123456789012:role/local-WorkRole", "s3:PutObject", "arn:aws:s3:::data/x", true)]
    [InlineData("arn:aws:iam::123456789012:role/local-WorkRole", "logs:PutLogEvents", "arn:aws:logs:us-east-1:123456789012:log-group:/x:log-stream:y", true)]
    [InlineData("arn:aws:iam::123456789012:role/local-WorkRole", "s3:GetObject", "arn:aws:s3:::data/x", false)]
    [InlineData("arn:aws:iam::123456789012:role/local-PlainRole", "s3:GetObject", "arn:aws:s3:::data/x", false)]
    public void Inline_policies_attached_ones_and_those_of_functions_count(string role, string action, string resource, bool isAllowed)
    {
        Dictionary<string, IReadOnlyList<string>> keys = new(StringComparer.OrdinalIgnoreCase) { ["aws:SecureTransport"] = ["true"] };

        var decision = PolicyEvaluator.Decide(Assert.Single(Model.Roles, one => one.Arn == role).Statements, new(action, resource, keys));

        Assert.Equal(isAllowed, decision is Decision.Allowed);
    }

    [Fact]
    public void Functions_have_the_role_they_name_or_the_one_that_the_SAM_transform_makes()
    {
        Assert.Equal("arn:aws:iam::123456789012:role/team/reader", Assert.Single(Model.Functions, one => one.LogicalId == "Under").RoleArn);
        Assert.Equal("arn:aws:iam::123456789012:role/local-WorkRole", Assert.Single(Model.Functions, one => one.LogicalId == "Work").RoleArn);
        Assert.DoesNotContain(Model.Roles, role => role.Arn.EndsWith("UnderRole", StringComparison.Ordinal));
    }

    [Fact]
    public void Policies_that_are_not_in_the_template_are_named()
    {
        Assert.Equal(["arn:aws:iam::aws:policy/AmazonS3FullAccess"], Assert.Single(Model.Roles, role => role.Arn.EndsWith("Lent", StringComparison.Ordinal)).Elsewhere);
        Assert.Equal(["AmazonS3ReadOnlyAccess", "SQSPollerPolicy"], Assert.Single(Model.Roles, role => role.Arn.EndsWith("LazyRole", StringComparison.Ordinal)).Elsewhere);
        Assert.All(Model.Roles.Where(role => role.Arn.EndsWith("reader", StringComparison.Ordinal)), role => Assert.Empty(role.Elsewhere));
    }

    [Fact]
    public void An_instance_profile_leads_to_its_role_and_roles_are_not_among_what_means_nothing_here()
    {
        Assert.Equal("arn:aws:iam::123456789012:role/team/reader", Model.InstanceProfiles["hosts"]);
        Assert.Empty(Model.Ignored);
    }

    [Fact]
    public void A_policy_that_is_none_is_an_error_with_its_line()
    {
        var refused = Assert.Throws<TemplateException>(() => TemplateLoader.Load(
            """
            Resources:
              Reader:
                Type: AWS::IAM::Role
                Properties:
                  Policies:
                    - PolicyName: own
                      PolicyDocument: { Statement: [{ Effect: allow, Action: '*', Resource: '*' }] }
            """,
            new()));

        Assert.Contains("Reader: Effect is Allow or Deny", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Roles_of_functions_may_read_their_queues_or_the_stack_does_not_start()
    {
        var text = File.ReadAllText(Repository.File("template.yaml"));
        const string reading = "Action: [sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes]";

        Assert.Empty(Faults(text));
        var first = text.IndexOf(reading, StringComparison.Ordinal);
        var faults = Faults(text[..first] + "Action: [sqs:ReceiveMessage, sqs:DeleteMessage]" + text[(first + reading.Length)..]);

        Assert.StartsWith(
            "The function execution role of SubmitQueuedJobs does not have permissions to call GetQueueAttributes on arn:aws:sqs:us-east-1:123456789012:local-SubmitQueue: give sqs:GetQueueAttributes to",
            Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_may_send_on_what_its_function_failed_at_or_the_stack_does_not_start()
    {
        var text = File.ReadAllText(Repository.File("template.yaml")).Replace("Resource: !GetAtt ManifestDeadLetters.Arn", "Resource: !GetAtt SubmitDeadLetters.Arn", StringComparison.Ordinal);

        Assert.Contains("call SendMessage on arn:aws:sqs:us-east-1:123456789012:local-ManifestDeadLetters", Assert.Single(Faults(text)), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Faults(string template)
    {
        var model = TemplateLoader.Load(template, new());

        return TriggerRights.Faults(model, new(model.Roles.Select(role => new DeclaredRole(role.Arn, role.Statements)), isOn: true));
    }
}
