using LocalCloud.Template;

namespace LocalCloud.Tests.Template;

public sealed class TemplateLoaderTests
{
    [Fact]
    public void The_projects_own_template_loads()
    {
        var stack = TemplateLoader.Load(File.ReadAllText(Repository.File("template.yaml")), new());

        var dropped = Assert.Single(stack.Functions, function => function.LogicalId == "ManifestDropped");
        Assert.Equal("http://127.0.0.1:4500/123456789012/local-SubmitQueue", dropped.Environment["SUBMIT_QUEUE_URL"]);
        Assert.Equal("ManifestDropped", dropped.Environment["ANNOTATIONS_HANDLER"]);
        var bucket = Assert.Single(stack.Buckets);
        Assert.Equal("local-123456789012-us-east-1", bucket.Name);
        var notification = Assert.Single(bucket.Notifications);
        Assert.Equal(("inbox/", "arn:aws:lambda:us-east-1:123456789012:function:local-ManifestDropped"), (notification.Prefix, notification.TargetArn));
        Assert.Contains("AWS::CloudWatch::Alarm", stack.Ignored.Keys);
    }

    [Fact]
    public void Of_the_projects_own_functions_only_the_one_that_returns_jobs_to_its_queue_allows_loops() =>
        Assert.Equal(
            ["SubmitQueuedJobs"],
            TemplateLoader.Load(File.ReadAllText(Repository.File("template.yaml")), new()).Functions.Where(function => function.AllowsLoops).Select(function => function.LogicalId));

    [Theory]
    [InlineData("", false)]
    [InlineData("RecursiveLoop: Terminate", false)]
    [InlineData("RecursiveLoop: Allow", true)]
    public void A_function_allows_loops_where_it_says_so(string property, bool allows) =>
        Assert.Equal(allows, Assert.Single(TemplateLoader.Load(LoopTemplate(property), new()).Functions).AllowsLoops);

    [Fact]
    public void A_RecursiveLoop_that_AWS_does_not_know_is_refused()
    {
        var refused = Assert.Throws<TemplateException>(() => TemplateLoader.Load(LoopTemplate("RecursiveLoop: allow"), new()));

        Assert.Contains("RecursiveLoop is \"allow\" but must be Allow or Terminate", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Intrinsics_in_their_short_form_become_values()
    {
        var variables = Variables("""
            A: !Sub '${AWS::StackName}-${Size}-${!Literal}'
            B: !Join ['+', [!Ref Size, b]]
            C: !Select [1, !Split ['|', 'x|y|z']]
            D: !If [Big, large, small]
            E: !FindInMap [Sizes, us-east-1, Cpu]
            F: !GetAtt Queue.Arn
            G: !Ref Queue
            H: !Base64 hello
            I: !Sub ['${a}/${Size}', { a: !Ref AWS::Region }]
            J: !If [Big, 1, !Ref AWS::NoValue]
            """);

        Assert.Equal("local-7-${Literal}", variables["A"]);
        Assert.Equal("7+b", variables["B"]);
        Assert.Equal("y", variables["C"]);
        Assert.Equal("small", variables["D"]);
        Assert.Equal("4", variables["E"]);
        Assert.Equal("arn:aws:sqs:us-east-1:123456789012:jobs", variables["F"]);
        Assert.Equal("http://127.0.0.1:4500/123456789012/jobs", variables["G"]);
        Assert.Equal("aGVsbG8=", variables["H"]);
        Assert.Equal("us-east-1/7", variables["I"]);
        Assert.False(variables.ContainsKey("J"));
    }

    [Fact]
    public void Intrinsics_in_their_long_form_become_the_same_values() =>
        Assert.Equal("7-arn:aws:sqs:us-east-1:123456789012:jobs", Variables("""
            A: { 'Fn::Join': ['-', [{ Ref: Size }, { 'Fn::GetAtt': [Queue, Arn] }]] }
            """)["A"]);

    [Fact]
    public void A_parameter_given_from_outside_replaces_its_default() =>
        Assert.Equal("large", Variables("A: !If [Big, large, small]", new() { Parameters = new Dictionary<string, string> { ["Size"] = "12" } })["A"]);

    [Theory]
    [InlineData("A: !Ref Nobody", 28, "Nobody is neither a parameter nor a resource of this template")]
    [InlineData("A: !GetAtt Queue.Colour", 28, "the template has no resource Queue with an attribute Colour")]
    [InlineData("A: !FindInMap [Sizes, mars, Cpu]", 28, "the Mappings section has no Sizes.mars.Cpu")]
    [InlineData("A: !If [Huge, 1, 2]", 28, "the Conditions section has no Huge")]
    [InlineData("A: !Sub '${Nobody.Arn}'", 28, "the template has no resource Nobody with an attribute Arn")]
    [InlineData("A: !Ref Sice", 28, "Sice is neither a parameter nor a resource of this template; did you mean Size?")]
    [InlineData("A: !Cidr [10.0.0.0/31, 4, 8]", 28, "Fn::Cidr takes a block such as 10.0.0.0/16, a count from 1 to 256, and the bits of each part for hosts, and the block must hold as many")]
    [InlineData("A: !Length [a, b]", 28, "Fn::Length needs Transform: AWS::LanguageExtensions, here as on AWS")]
    [InlineData("A: !Transform { Name: 'AWS::Include' }", 28, "Fn::Transform has AWS::Include change the template on AWS, which nothing here can do; put what comes of it into the template")]
    [InlineData("A: !Selct [1, [a]]", 28, "!Selct is no intrinsic function of CloudFormation")]
    public void An_expression_without_a_value_is_an_error_with_its_line(string variables, int line, string message) =>
        Assert.Contains(new(line, message), Errors(FunctionWith(variables)));

    [Fact]
    public void All_errors_are_found_at_once_in_the_order_of_the_file()
    {
        var errors = Errors("""
            Resources:
              Topic:
                Type: AWS::Batch::JobQueu
              Queue:
                Type: AWS::SQS::Queue
                Properties:
                  VisibilityTimeout: soon
                  Colour: blue
              Cluster:
                Type: AWS::Batch::Cluster
                DependsOn: Nobody
            """);

        Assert.Collection(
            errors,
            first => Assert.Equal(new(2, "Topic: there is no type AWS::Batch::JobQueu; did you mean AWS::Batch::JobQueue?"), first),
            second => Assert.Equal(new(7, "Queue: VisibilityTimeout is \"soon\" but must be a whole number from 0 to 43200"), second),
            third => Assert.Equal(new(8, "Queue: the local stack does not support Colour"), third),
            fourth => Assert.Equal(new(9, "Cluster: AWS::Batch::Cluster is no type of resource, which is written such as AWS::Batch::JobQueue or Custom::Name"), fourth),
            fifth => Assert.Equal(new(11, "Cluster: DependsOn names no resource of this template: Nobody"), fifth));
    }

    [Fact]
    public void What_would_change_the_behaviour_and_is_not_there_is_refused_by_name() =>
        Assert.Equal(
            [new(4, "Queue: the local stack does not support FifoQueue: its queues are standard queues")],
            Errors("Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: { FifoQueue: true }\n"));

    [Theory]
    [InlineData("Resources: ]", 1)]
    [InlineData("", 0)]
    [InlineData("- a", 1)]
    [InlineData("Resource: {}", 1)]
    public void What_is_no_template_is_refused(string text, int line) => Assert.Contains(Errors(text), error => error.Line == line);

    [Fact]
    public void A_resource_whose_condition_is_false_does_not_exist()
    {
        var stack = TemplateLoader.Load(
            """
            Conditions: { Never: !Equals [a, b] }
            Resources:
              Queue: { Type: AWS::SQS::Queue, Condition: Never }
              Other: { Type: AWS::SQS::Queue }
            """,
            new());

        Assert.Equal("local-Other", Assert.Single(stack.Queues).Name);
    }

    [Fact]
    public void Batch_resources_become_bodies_of_the_operations_that_create_them()
    {
        var stack = TemplateLoader.Load(
            """
            Resources:
              Hello:
                Type: AWS::Batch::JobDefinition
                Properties:
                  Type: container
                  JobDefinitionName: hello
                  Parameters: { Who: world }
                  ContainerProperties:
                    Image: busybox
                    ResourceRequirements: [{ Type: VCPU, Value: 1 }]
                  RetryStrategy: { Attempts: '2' }
              Queue:
                Type: AWS::Batch::JobQueue
                Properties: { Priority: 1, ComputeEnvironmentOrder: [{ Order: 1, ComputeEnvironment: !Ref Machine }] }
              Machine:
                Type: AWS::Batch::ComputeEnvironment
                Properties: { Type: MANAGED, ReplaceComputeEnvironment: false, ComputeResources: { Type: FARGATE, MaxvCpus: '4', Subnets: [s-1] } }
            """,
            new());

        Assert.Equal(["Machine", "Queue", "Hello"], stack.Batch.Select(resource => resource.LogicalId));
        Assert.Equal(
            """{"type":"MANAGED","computeResources":{"type":"FARGATE","maxvCpus":4,"subnets":["s-1"]},"computeEnvironmentName":"local-Machine"}""",
            stack.Batch[0].RequestJson);
        Assert.Equal(
            """{"priority":1,"computeEnvironmentOrder":[{"order":1,"computeEnvironment":"arn:aws:batch:us-east-1:123456789012:compute-environment/local-Machine"}],"jobQueueName":"local-Queue"}""",
            stack.Batch[1].RequestJson);
        Assert.Equal(
            """{"type":"container","parameters":{"Who":"world"},"containerProperties":{"image":"busybox","resourceRequirements":[{"type":"VCPU","value":"1"}]},"retryStrategy":{"attempts":2},"jobDefinitionName":"hello"}""",
            stack.Batch[2].RequestJson);
    }

    [Fact]
    public void A_batch_property_that_AWS_does_not_have_is_refused_with_its_line() =>
        Assert.Equal(
            [new(4, "Queue: AWS Batch has no property Prioritty here; did you mean priority?")],
            Errors("Resources:\n  Queue:\n    Type: AWS::Batch::JobQueue\n    Properties: { Prioritty: 1 }\n"));

    [Fact]
    public void Function_events_become_routes_queue_sources_rules_and_notifications()
    {
        var stack = TemplateLoader.Load(
            """
            Globals: { Function: { Timeout: 9, Environment: { Variables: { A: global, B: global } } } }
            Resources:
              Queue: { Type: AWS::SQS::Queue }
              Inbox: { Type: AWS::S3::Bucket }
              Work:
                Type: AWS::Serverless::Function
                Properties:
                  Environment: { Variables: { B: own } }
                  Events:
                    Http: { Type: HttpApi, Properties: { Method: get, Path: '/jobs/{jobId}' } }
                    Jobs: { Type: SQS, Properties: { Queue: !GetAtt Queue.Arn, FunctionResponseTypes: [ReportBatchItemFailures] } }
                    Sweep: { Type: Schedule, Properties: { Schedule: rate(5 minutes) } }
                    Drop: { Type: S3, Properties: { Bucket: !Ref Inbox, Events: 's3:ObjectCreated:*' } }
                    Bus: { Type: EventBridgeRule, Properties: { Pattern: { source: [aws.batch] } } }
            """,
            new());

        var work = Assert.Single(stack.Functions);
        Assert.Equal(TimeSpan.FromSeconds(9), work.Timeout);
        Assert.Equal(("global", "own"), (work.Environment["A"], work.Environment["B"]));
        Assert.Equal("GET /jobs/{jobId}", Assert.Single(work.Routes).Key);
        Assert.Equal(new("arn:aws:sqs:us-east-1:123456789012:local-Queue", 10, TimeSpan.Zero, ReportsItemFailures: true, null), Assert.Single(work.Queues));
        Assert.Equal(["rate(5 minutes)", null], stack.Rules.Select(rule => rule.ScheduleExpression));
        Assert.Equal("""{"source":["aws.batch"]}""", stack.Rules[1].EventPattern);
        Assert.Equal("WorkDrop", Assert.Single(Assert.Single(stack.Buckets).Notifications).Id);
    }

    private static IReadOnlyDictionary<string, string> Variables(string variables, TemplateSettings? settings = null) =>
        Assert.Single(TemplateLoader.Load(FunctionWith(variables), settings ?? new()).Functions).Environment;

    private static IReadOnlyList<TemplateError> Errors(string text) =>
        Assert.Throws<TemplateException>(() => TemplateLoader.Load(text, new())).Errors;

    private static string FunctionWith(string variables) => $$"""
        Parameters:
          Size:
            Type: Number
            Default: 7
        Mappings:
          Sizes:
            us-east-1:
              Cpu: 4
        Conditions:
          Small:
            Fn::Or:
              - !Equals [!Ref Size, '7']
              - !Equals [!Ref Size, '8']
          Big: !And [!Not [!Condition Small], !Not [!Equals [a, b]]]
        Resources:
          Queue:
            Type: AWS::SQS::Queue
            Properties:
              QueueName: jobs
          Work:
            Type: AWS::Serverless::Function
            Properties:
              Handler: bootstrap
              Runtime: provided.al2023
              Environment:
                Variables:
                  # The next line is line 28.
        {{string.Join('\n', variables.Split('\n').Select(line => $"          {line}"))}}
        """;

    private static string LoopTemplate(string property) => $"""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Work:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: provided.al2023
              Handler: bootstrap
              {property}
        """;
}
