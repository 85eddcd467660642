using System.Reflection;
using Amazon.Lambda.Annotations;

namespace BatchFunctions.Tests.Deployment;

/// <summary>A function may do exactly what its code does, where it does it.</summary>
public sealed class LeastPrivilegeTests
{
    /// <summary>AWS: no resource can be named for these (Service Authorization Reference: Batch, X-Ray).</summary>
    private static readonly string[] ForcedToAll =
    [
        "batch:DescribeComputeEnvironments", "batch:DescribeJobDefinitions", "batch:DescribeJobQueues", "batch:DescribeJobs",
        "batch:DescribeSchedulingPolicies", "batch:DescribeServiceEnvironments", "batch:ListConsumableResources", "batch:ListJobs",
        "batch:ListJobsByConsumableResource", "batch:ListQuotaShares", "batch:ListSchedulingPolicies", "xray:PutTelemetryRecords", "xray:PutTraceSegments",
    ];

    /// <summary>AWS: what calls ask for beyond the action of their own name (Service Authorization Reference, operations).</summary>
    private static readonly Dictionary<string, string[]> Also = new()
    {
        // The version that the event names is read, not the newest.
        ["s3:GetObject"] = ["s3:GetObjectVersion"],
        ["batch:SubmitJob"] = ["batch:TagResource"],
        ["batch:CreateComputeEnvironment"] = ["batch:TagResource", "iam:PassRole"],
        ["batch:UpdateComputeEnvironment"] = ["iam:PassRole"],
        ["batch:CreateJobQueue"] = ["batch:TagResource"],
        ["batch:CreateSchedulingPolicy"] = ["batch:TagResource"],
        ["batch:CreateConsumableResource"] = ["batch:TagResource"],
        ["batch:CreateServiceEnvironment"] = ["batch:TagResource"],
        ["batch:CreateQuotaShare"] = ["batch:TagResource"],
        ["batch:SubmitServiceJob"] = ["batch:TagResource"],
        ["batch:RegisterJobDefinition"] = ["batch:TagResource", "iam:PassRole"],
    };

    /// <summary>AWS: bulk calls are allowed by the action of the single one (API_CancelJobs, API_TerminateJobs, API_TerminateServiceJobs, API_SendMessageBatch).</summary>
    private static readonly Dictionary<string, string> SameAs = new()
    {
        ["CancelJobs"] = "CancelJob",
        ["TerminateJobs"] = "TerminateJob",
        ["TerminateServiceJobs"] = "TerminateServiceJob",
        ["SendMessageBatch"] = "SendMessage",
    };

    private static readonly IReadOnlyList<DeployedFunction> Deployed = DeployedFunction.ReadAll();

    private static readonly IReadOnlyList<DeployedStatement> Statements = DeployedStatement.ReadAll();

    public static TheoryData<string> Functions => [.. Deployed.Select(function => function.LogicalId)];

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_is_allowed_exactly_what_its_code_calls(string function)
    {
        var needed = ReachableCalls.From(Handler(function)).SelectMany(Actions)
            .Concat(Around(Deployed.Single(one => one.LogicalId == function)))
            .Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(needed, Of(function).SelectMany(statement => statement.Actions).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_reads_and_buries_at_its_own_queues_only(string function)
    {
        var deployed = Deployed.Single(one => one.LogicalId == function);
        var reads = Of(function).Where(statement => statement.Actions.Contains("sqs:ReceiveMessage")).SelectMany(statement => statement.Resources);
        var writes = Of(function).Where(statement => statement.Actions.Contains("sqs:SendMessage")).SelectMany(statement => statement.Resources);

        Assert.Equal(deployed.Queues, reads);
        Assert.True(deployed.DeadLetters is not { } queue || writes.Contains(queue));
    }

    [Fact]
    public void Everything_is_allowed_only_where_AWS_knows_no_resource() =>
        Assert.Equal([], Statements.Where(statement => statement.Resources.Contains("*")).SelectMany(statement => statement.Actions).Except(ForcedToAll));

    [Fact]
    public void An_index_is_only_queried() =>
        Assert.All(
            Statements.Where(statement => statement.Resources.Any(resource => resource.Contains("/index/", StringComparison.Ordinal))),
            statement => Assert.Equal(["dynamodb:Query"], statement.Actions));

    [Fact]
    public void No_action_is_a_pattern() =>
        Assert.Equal([], Statements.SelectMany(statement => statement.Actions).Where(action => action.Contains('*', StringComparison.Ordinal)));

    [Fact]
    public void Nothing_is_allowed_on_every_resource_of_a_service() =>
        Assert.Equal(
            [],
            Statements.SelectMany(statement => statement.Resources)
                .Where(resource => resource != "*" && resource.Split(':', 6) is [_, _, _, _, _, "*"]));

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_has_a_role_of_its_own_to_which_SAM_adds_nothing(string function)
    {
        var properties = Deployed.Single(one => one.LogicalId == function).Properties;

        Assert.Equal($"{function}Role.Arn", Template.Text(properties, "Role"));
        Assert.Null(Template.Find(properties, "Policies"));
    }

    [Fact]
    public void No_role_has_a_policy_that_AWS_manages() =>
        Assert.All(Template.Resources("AWS::IAM::Role").Values, role => Assert.Null(Template.Find(role, "ManagedPolicyArns")));

    private static IEnumerable<DeployedStatement> Of(string function) => Statements.Where(statement => statement.Role == $"{function}Role");

    private static MethodInfo Handler(string function) => typeof(Startup).Assembly.GetTypes().SelectMany(type => type.GetMethods())
        .Single(method => method.Name == function && method.GetCustomAttribute<LambdaFunctionAttribute>() is not null);

    /// <summary>What happens around the code: output, traces, the reading of queues, the burying of events.</summary>
    private static IEnumerable<string> Around(DeployedFunction function) =>
    [
        "logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords",
        .. function.Queues.Any() ? (string[])["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"] : [],
        .. function.DeadLetters is null ? (string[])[] : ["sqs:SendMessage"],
    ];

    private static IEnumerable<string> Actions(string call)
    {
        var parts = call.Split('.');
        var service = parts[0] switch
        {
            "IAmazonBatch" => "batch",
            "IAmazonCloudWatchLogs" => "logs",
            "IAmazonDynamoDB" => "dynamodb",
            "IAmazonEventBridge" => "events",
            "IAmazonS3" => "s3",
            "IAmazonSQS" => "sqs",
            _ => throw new NotSupportedException($"The test knows no IAM prefix for {call}."),
        };
        var operation = parts[1][..^"Async".Length];
        var action = $"{service}:{SameAs.GetValueOrDefault(operation, operation)}";

        return [action, .. Also.GetValueOrDefault(action, [])];
    }
}
