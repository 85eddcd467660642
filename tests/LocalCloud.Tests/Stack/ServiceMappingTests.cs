using LocalCloud.Deliveries;
using LocalCloud.Stack;
using LocalCloud.Template;

namespace LocalCloud.Tests.Stack;

public sealed class ServiceMappingTests
{
    private static readonly StackModel Model = TemplateLoader.Load(
        """
        Resources:
          Dead: { Type: AWS::SQS::Queue }
          Work:
            Type: AWS::SQS::Queue
            Properties: { VisibilityTimeout: 180, DelaySeconds: 2, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3 } }
          Inbox: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: Enabled } } }
          Notices: { Type: AWS::SNS::Topic }
          Dropped:
            Type: AWS::Serverless::Function
            Properties:
              EventInvokeConfig: { MaximumRetryAttempts: 1 }
              DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Dead.Arn }
              Events:
                Drop: { Type: S3, Properties: { Bucket: !Ref Inbox, Events: 's3:ObjectCreated:*', Filter: { S3Key: { Rules: [{ Name: prefix, Value: inbox/ }] } } } }
                Http: { Type: HttpApi, Properties: { Method: GET, Path: /jobs } }
          Changes:
            Type: AWS::Events::Rule
            Properties:
              EventPattern: { source: [aws.batch] }
              Targets:
                - { Id: queue, Arn: !GetAtt Work.Arn, RetryPolicy: { MaximumRetryAttempts: 5 } }
                - { Id: function, Arn: !GetAtt Dropped.Arn }
                - { Id: topic, Arn: !Ref Notices }
        """,
        new());

    [Fact]
    public void Queues_get_the_templates_attributes_and_the_defaults_of_SQS()
    {
        var work = Assert.Single(ServiceMapping.Queues(Model), queue => queue.Name == "local-Work");

        Assert.Equal((180, 2, 345_600), (work.VisibilityTimeout.TotalSeconds, work.Delay.TotalSeconds, work.MessageRetentionPeriod.TotalSeconds));
        Assert.Equal(new("arn:aws:sqs:us-east-1:123456789012:local-Dead", 3), work.RedrivePolicy);
    }

    [Fact]
    public void A_bucket_tells_its_function_by_the_functions_own_rules_for_retries()
    {
        var bucket = Assert.Single(ServiceMapping.Buckets(Model));

        var notification = Assert.Single(bucket.Notifications);
        Assert.True(bucket.IsVersioned);
        Assert.Equal(new DeliveryPolicy(1, TimeSpan.FromHours(6), "arn:aws:sqs:us-east-1:123456789012:local-Dead"), notification.Policy);
        Assert.Equal(("local-inbox", "inbox/"), ServiceMapping.Inbox(Model));
    }

    [Fact]
    public void A_rule_sends_to_queues_and_functions_and_leaves_out_what_is_not_here()
    {
        var rule = Assert.Single(ServiceMapping.Rules(Model));

        Assert.Equal(["queue", "function"], rule.Targets.Select(target => target.Id));
        Assert.Equal([5, 1], rule.Targets.Select(target => target.Policy.MaximumRetryAttempts));
    }

    [Fact]
    public void What_a_rule_sends_in_vain_is_named() =>
        Assert.Equal([("rule local-Changes", "Notices")], ServiceMapping.Undelivered(Model).Select(one => (one.Source, one.TargetArn.Split(':', '-')[^1])));

    [Fact]
    public void Routes_know_their_function() =>
        Assert.Equal("Dropped GET /jobs", Assert.Single(ServiceMapping.Routes(Model).Select(route => $"{route.Function} {route.Route.Key}")));
}
