using System.Collections.Frozen;

namespace LocalCloud.Template;

/// <summary>The resource types the local stack knows.</summary>
internal static class ResourceTypes
{
    /// <summary>Types that exist here, with the property that names the resource.</summary>
    private static readonly FrozenDictionary<string, string?> Served = new Dictionary<string, string?>
    {
        ["AWS::Serverless::Function"] = "FunctionName",
        ["AWS::Serverless::HttpApi"] = null,
        ["AWS::S3::Bucket"] = "BucketName",
        ["AWS::SQS::Queue"] = "QueueName",
        ["AWS::Events::EventBus"] = "Name",
        ["AWS::Events::Rule"] = "Name",
        ["AWS::DynamoDB::Table"] = "TableName",
        ["AWS::Batch::ComputeEnvironment"] = "ComputeEnvironmentName",
        ["AWS::Batch::JobQueue"] = "JobQueueName",
        ["AWS::Batch::JobDefinition"] = "JobDefinitionName",
        ["AWS::Batch::SchedulingPolicy"] = "Name",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Types without a meaning on one machine, with the property that names them; listed once at start.</summary>
    private static readonly FrozenDictionary<string, string?> Meaningless = new Dictionary<string, string?>
    {
        ["AWS::SQS::QueuePolicy"] = null,
        ["AWS::S3::BucketPolicy"] = null,
        ["AWS::Lambda::Permission"] = null,
        ["AWS::Events::EventBusPolicy"] = null,
        ["AWS::SNS::Topic"] = "TopicName",
        ["AWS::SNS::TopicPolicy"] = null,
        ["AWS::SNS::Subscription"] = null,
        ["AWS::IAM::Role"] = "RoleName",
        ["AWS::IAM::InstanceProfile"] = "InstanceProfileName",
        ["AWS::IAM::ManagedPolicy"] = "ManagedPolicyName",
        ["AWS::Logs::LogGroup"] = "LogGroupName",
        ["AWS::CloudWatch::Alarm"] = "AlarmName",
        ["AWS::SSM::Parameter"] = "Name",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] MeaninglessServices =
        ["AWS::IAM::", "AWS::CloudWatch::", "AWS::Logs::", "AWS::EC2::", "AWS::KMS::", "AWS::ApplicationAutoScaling::", "AWS::ResourceGroups::"];

    public static bool IsServed(string type) => Served.ContainsKey(type);

    public static bool MeansNothingHere(string type) =>
        Meaningless.ContainsKey(type) || MeaninglessServices.Any(service => type.StartsWith(service, StringComparison.Ordinal));

    /// <summary>Not served, but read for what roles may do.</summary>
    public static bool SaysWhoMay(string type) => type is "AWS::IAM::Role" or "AWS::IAM::Policy" or "AWS::IAM::ManagedPolicy" or "AWS::IAM::InstanceProfile";

    public static string? NameProperty(string type) => Served.GetValueOrDefault(type) ?? Meaningless.GetValueOrDefault(type);

    public static string ListOfServed => string.Join(", ", Served.Keys.Order(StringComparer.Ordinal));
}
