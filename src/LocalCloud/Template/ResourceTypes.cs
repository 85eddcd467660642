using System.Collections.Frozen;

namespace LocalCloud.Template;

/// <summary>What becomes of the resources of a type.</summary>
internal enum Treatment
{
    /// <summary>They exist here.</summary>
    Served,

    /// <summary>They would change nothing on one machine; what refers to them gets a made-up value.</summary>
    MeansNothing,

    /// <summary>They would do something on AWS that nothing here does; what refers to them gets a made-up value.</summary>
    LeftOut,

    /// <summary>There is no such type.</summary>
    Unknown,
}

/// <summary>The resource types the local stack knows.</summary>
internal static class ResourceTypes
{
    /// <summary>What the CDK makes of a bucket's notifications.</summary>
    public const string CdkNotifications = "Custom::S3BucketNotifications";

    /// <summary>Types that exist here, with the property that names the resource.</summary>
    private static readonly FrozenDictionary<string, string?> Served = new Dictionary<string, string?>
    {
        ["AWS::Serverless::Function"] = "FunctionName",
        ["AWS::Serverless::HttpApi"] = null,
        ["AWS::Lambda::Function"] = "FunctionName",
        ["AWS::Lambda::EventSourceMapping"] = null,
        ["AWS::Lambda::EventInvokeConfig"] = null,
        ["AWS::S3::Bucket"] = "BucketName",
        [CdkNotifications] = null,
        ["AWS::SQS::Queue"] = "QueueName",
        ["AWS::Events::EventBus"] = "Name",
        ["AWS::Events::Rule"] = "Name",
        ["AWS::Scheduler::Schedule"] = "Name",
        ["AWS::DynamoDB::Table"] = "TableName",
        ["AWS::Batch::ComputeEnvironment"] = "ComputeEnvironmentName",
        ["AWS::Batch::JobQueue"] = "JobQueueName",
        ["AWS::Batch::JobDefinition"] = "JobDefinitionName",
        ["AWS::Batch::SchedulingPolicy"] = "Name",
        ["AWS::Batch::ConsumableResource"] = "ConsumableResourceName",
        ["AWS::Batch::ServiceEnvironment"] = "ServiceEnvironmentName",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Types without a meaning on one machine, with the property that names them; listed once at start.</summary>
    private static readonly FrozenDictionary<string, string?> Meaningless = new Dictionary<string, string?>
    {
        ["AWS::SQS::QueuePolicy"] = null,
        ["AWS::S3::BucketPolicy"] = null,
        ["AWS::Lambda::Permission"] = null,
        ["AWS::Lambda::Version"] = null,
        ["AWS::Lambda::Alias"] = "Name",
        ["AWS::Events::EventBusPolicy"] = null,
        ["AWS::Scheduler::ScheduleGroup"] = "Name",
        ["AWS::SNS::Topic"] = "TopicName",
        ["AWS::SNS::TopicPolicy"] = null,
        ["AWS::SNS::Subscription"] = null,
        ["AWS::IAM::Role"] = "RoleName",
        ["AWS::IAM::InstanceProfile"] = "InstanceProfileName",
        ["AWS::IAM::ManagedPolicy"] = "ManagedPolicyName",
        ["AWS::Logs::LogGroup"] = "LogGroupName",
        ["AWS::CloudWatch::Alarm"] = "AlarmName",
        ["AWS::SSM::Parameter"] = "Name",
        ["AWS::CDK::Metadata"] = null,
        ["AWS::CloudFormation::WaitConditionHandle"] = null,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] MeaninglessServices =
        ["AWS::IAM::", "AWS::CloudWatch::", "AWS::Logs::", "AWS::EC2::", "AWS::KMS::", "AWS::ApplicationAutoScaling::", "AWS::ResourceGroups::"];

    // AWS: every type of AWS Batch (CloudFormation template reference). Of this service a misspelt type is told from one not served.
    private static readonly string[] OfBatch =
        ["ComputeEnvironment", "ConsumableResource", "JobDefinition", "JobQueue", "QuotaShare", "SchedulingPolicy", "ServiceEnvironment"];

    /// <summary>Names of all types that exist here.</summary>
    public static string ListOfServed => string.Join(", ", Served.Keys.Order(StringComparer.Ordinal));

    public static Treatment TreatmentOf(string type) => type switch
    {
        _ when Served.ContainsKey(type) => Treatment.Served,
        _ when Meaningless.ContainsKey(type) || MeaninglessServices.Any(service => type.StartsWith(service, StringComparison.Ordinal)) => Treatment.MeansNothing,
        _ when !IsType(type) || NearestServed(type) is not null => Treatment.Unknown,
        _ => Treatment.LeftOut,
    };

    public static bool IsServed(string type) => Served.ContainsKey(type);

    public static bool MeansNothingHere(string type) => TreatmentOf(type) == Treatment.MeansNothing;

    public static bool IsFunction(string type) => type is "AWS::Serverless::Function" or "AWS::Lambda::Function";

    /// <summary>Not served, but read for what roles may do.</summary>
    public static bool SaysWhoMay(string type) => type is "AWS::IAM::Role" or "AWS::IAM::Policy" or "AWS::IAM::ManagedPolicy" or "AWS::IAM::InstanceProfile";

    public static string? NameProperty(string type) => Served.GetValueOrDefault(type) ?? Meaningless.GetValueOrDefault(type);

    /// <summary>The type that exists here and that a misspelt one was meant to be.</summary>
    public static string? NearestServed(string type) => Guess.Nearest(type, Served.Keys);

    // AWS: provider::service::resource, Custom::name, or a module (CloudFormation user guide, resource type identifiers).
    private static bool IsType(string type) => type.Split("::") switch
    {
        ["Custom", { Length: > 0 }] => true,
        ["AWS", "Batch", var kind] => OfBatch.Contains(kind),
        [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 }] or [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 }, "MODULE"] => true,
        _ => false,
    };
}
