using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LocalCloud.Template;

/// <summary>
/// What <c>Ref</c> and <c>Fn::GetAtt</c> give of resources that are not there: of the form that AWS gives them, and the same at
/// every start. Values in, values out.
/// </summary>
internal sealed class MadeUpValues(string region, string accountId, string stackName)
{
    private const int IdDigits = 17;

    // AWS: the ids that these services give (CloudFormation template reference, return values of each type).
    private static readonly FrozenDictionary<string, string> Prefixes = new Dictionary<string, string>
    {
        ["AWS::EC2::VPC"] = "vpc",
        ["AWS::EC2::Subnet"] = "subnet",
        ["AWS::EC2::SecurityGroup"] = "sg",
        ["AWS::EC2::InternetGateway"] = "igw",
        ["AWS::EC2::EgressOnlyInternetGateway"] = "eigw",
        ["AWS::EC2::NatGateway"] = "nat",
        ["AWS::EC2::RouteTable"] = "rtb",
        ["AWS::EC2::NetworkAcl"] = "acl",
        ["AWS::EC2::NetworkInterface"] = "eni",
        ["AWS::EC2::VPCEndpoint"] = "vpce",
        ["AWS::EC2::LaunchTemplate"] = "lt",
        ["AWS::EC2::Instance"] = "i",
        ["AWS::EC2::Volume"] = "vol",
        ["AWS::EC2::Image"] = "ami",
        ["AWS::EC2::PlacementGroup"] = "pg",
        ["AWS::EC2::PrefixList"] = "pl",
        ["AWS::EC2::TransitGateway"] = "tgw",
        ["AWS::EFS::FileSystem"] = "fs",
        ["AWS::EFS::AccessPoint"] = "fsap",
        ["AWS::EFS::MountTarget"] = "fsmt",
        ["AWS::FSx::FileSystem"] = "fs",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // AWS: Ref of these is their ARN, not their name.
    private static readonly FrozenSet<string> ReferredByArn = FrozenSet.ToFrozenSet(
        [
            "AWS::SNS::Topic", "AWS::IAM::ManagedPolicy", "AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine", "AWS::SecretsManager::Secret",
            "AWS::ECS::TaskDefinition", "AWS::ECS::Service", "AWS::CloudFormation::Stack", "AWS::Serverless::Application", "AWS::Lambda::LayerVersion",
            "AWS::Serverless::LayerVersion", "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancingV2::TargetGroup",
            "AWS::ElasticLoadBalancingV2::Listener", "AWS::CertificateManager::Certificate", "AWS::Batch::QuotaShare",
            "AWS::StepFunctions::Activity", "AWS::SNS::Subscription",
        ],
        StringComparer.Ordinal);

    // AWS: how the service is written in ARNs, where it is not as in the type (service authorization reference).
    private static readonly FrozenDictionary<string, string> Services = new Dictionary<string, string>
    {
        ["stepfunctions"] = "states",
        ["efs"] = "elasticfilesystem",
        ["elasticloadbalancingv2"] = "elasticloadbalancing",
        ["certificatemanager"] = "acm",
        ["kinesisfirehose"] = "firehose",
        ["serverless"] = "lambda",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public string Ref(string type, string logicalId, string name) => type switch
    {
        "AWS::KMS::Key" => KeyId(logicalId),
        "AWS::Cognito::UserPool" => $"{region}_{Digits(logicalId)[..9]}",
        "AWS::ApiGateway::RestApi" or "AWS::ApiGatewayV2::Api" or "AWS::Serverless::Api" => Digits(logicalId)[..10],
        "AWS::EC2::EIP" => "203.0.113." + (Convert.ToInt32(Digits(logicalId)[..2], 16) % 254 + 1).ToString(CultureInfo.InvariantCulture),
        _ when ReferredByArn.Contains(type) => Arn(type, logicalId, name),
        _ => Prefixes.TryGetValue(type, out var prefix) ? Id(prefix, logicalId) : name,
    };

    public string Attribute(string type, string logicalId, string name, string attribute) => (type, attribute) switch
    {
        ("AWS::ECR::Repository", "RepositoryUri") => $"{accountId}.dkr.ecr.{region}.amazonaws.com/{name.ToLowerInvariant()}",
        ("AWS::EC2::LaunchTemplate", "LatestVersionNumber" or "DefaultVersionNumber") => "1",
        ("AWS::EC2::EIP", "AllocationId") => Id("eipalloc", logicalId),
        ("AWS::EC2::VPC", "DefaultSecurityGroup") => Id("sg", logicalId),
        ("AWS::EC2::VPC", "DefaultNetworkAcl") => Id("acl", logicalId),
        ("AWS::EC2::VPC", "CidrBlock") => "10.0.0.0/16",
        ("AWS::EC2::VPC", "VpcId") or ("AWS::EC2::Subnet", "SubnetId") or ("AWS::EC2::SecurityGroup", "GroupId") => Ref(type, logicalId, name),
        ("AWS::EC2::Subnet" or "AWS::EC2::Instance", "AvailabilityZone") => region + "a",
        ("AWS::EC2::Instance", "PrivateIp") => "10.0.0.10",
        ("AWS::CloudFormation::WaitCondition", "Data") => "{}",
        (_, "LogicalResourceId") => logicalId,
        _ => ByForm(type, logicalId, name, attribute),
    };

    public string Arn(string type, string logicalId, string name)
    {
        var parts = type.Split("::");
        var service = parts.Length == 3 ? Services.GetValueOrDefault(parts[1].ToLowerInvariant(), parts[1].ToLowerInvariant()) : "cloudformation";
        var rest = type switch
        {
            "AWS::SNS::Topic" => name,
            "AWS::StepFunctions::StateMachine" or "AWS::Serverless::StateMachine" => $"stateMachine:{name}",
            "AWS::SecretsManager::Secret" => $"secret:{name}-{Digits(logicalId)[..6]}",
            "AWS::Lambda::LayerVersion" or "AWS::Serverless::LayerVersion" => $"layer:{name}:1",
            "AWS::Logs::LogGroup" => $"log-group:{name}:*",
            "AWS::CloudWatch::Alarm" => $"alarm:{name}",
            "AWS::KMS::Key" => $"key/{KeyId(logicalId)}",
            "AWS::RDS::DBInstance" => $"db:{name}",
            "AWS::RDS::DBCluster" => $"cluster:{name}",
            "AWS::EFS::FileSystem" or "AWS::EFS::AccessPoint" => $"{Kebab(parts[^1])}/{Ref(type, logicalId, name)}",
            "AWS::ECS::TaskDefinition" => $"task-definition/{name}:1",
            "AWS::CloudFormation::Stack" or "AWS::Serverless::Application" => $"stack/{name}/{KeyId(logicalId)}",
            "AWS::ECR::Repository" => $"repository/{name.ToLowerInvariant()}",
            _ when Prefixes.ContainsKey(type) => $"{Kebab(parts[^1])}/{Ref(type, logicalId, name)}",
            _ => $"{Kebab(parts[^1])}/{name}",
        };
        var owner = type switch
        {
            "AWS::Serverless::StateMachine" => "states",
            "AWS::Serverless::Application" => "cloudformation",
            _ => service,
        };

        return service == "iam"
            ? $"arn:aws:iam::{accountId}:{(type == "AWS::IAM::ManagedPolicy" ? "policy" : Kebab(parts[^1]))}/{name}"
            : $"arn:aws:{owner}:{region}:{accountId}:{rest}";
    }

    /// <summary>An id such as <c>subnet-0f3c…</c>.</summary>
    public string Id(string prefix, string seed) => $"{prefix}-{Digits(seed)[..IdDigits]}";

    // Of an attribute nobody knows here, the name says what form it has.
    private string ByForm(string type, string logicalId, string name, string attribute) => attribute switch
    {
        _ when attribute.EndsWith("Arn", StringComparison.OrdinalIgnoreCase) => Arn(type, logicalId, name),
        "Name" => name,
        _ when attribute.EndsWith("Port", StringComparison.Ordinal) => "5432",
        _ when attribute.EndsWith("Name", StringComparison.Ordinal) && attribute.Contains("DNS", StringComparison.OrdinalIgnoreCase) => Host(type, logicalId, name),
        _ when attribute.EndsWith("Address", StringComparison.Ordinal) || attribute.EndsWith("Endpoint", StringComparison.Ordinal) => Host(type, logicalId, name),
        _ when attribute.EndsWith("Url", StringComparison.OrdinalIgnoreCase) || attribute.EndsWith("Uri", StringComparison.OrdinalIgnoreCase) => $"https://{Host(type, logicalId, name)}/",
        _ when attribute.EndsWith("Id", StringComparison.Ordinal) => Digits(logicalId + attribute)[..IdDigits],
        _ => $"{name}-{attribute[(attribute.LastIndexOf('.') + 1)..]}",
    };

    private string Host(string type, string logicalId, string name) =>
        $"{name.ToLowerInvariant()}.{Digits(logicalId)[..12]}.{region}.{type.Split("::")[1].ToLowerInvariant()}.amazonaws.com";

    private string KeyId(string logicalId) => new Guid(Convert.FromHexString(Digits(logicalId)[..32])).ToString();

    private string Digits(string seed) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{stackName}/{seed}")));

    /// <summary><c>JobQueue</c> → <c>job-queue</c>.</summary>
    private static string Kebab(string name) =>
        string.Concat(name.Select((character, index) => char.IsAsciiLetterUpper(character) && index > 0 && !char.IsAsciiLetterUpper(name[index - 1])
            ? $"-{char.ToLowerInvariant(character)}"
            : char.ToLowerInvariant(character).ToString()));
}
