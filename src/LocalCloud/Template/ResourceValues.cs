namespace LocalCloud.Template;

/// <summary>What <c>Ref</c> and <c>Fn::GetAtt</c> give for the resources that exist here.</summary>
internal sealed class ResourceValues(
    IReadOnlyDictionary<string, DeclaredResource> resources, TemplateSettings settings, Intrinsics intrinsics, List<TemplateError> errors)
{
    private readonly MadeUpValues _madeUp = new(settings.Region, settings.AccountId, settings.StackName);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    private const int LongestBucket = 63;

    /// <summary>The implicit API of functions whose HttpApi events name none.</summary>
    public const string ImplicitHttpApi = "ServerlessHttpApi";

    /// <summary>Logical ids of all resources.</summary>
    public IEnumerable<string> Ids => resources.Keys;

    public string? Ref(string logicalId)
    {
        if (!resources.TryGetValue(logicalId, out var resource))
        {
            return Generated(logicalId) is { } generated ? generated.Name : null;
        }

        var name = Name(resource);
        return resource.Type switch
        {
            // AWS: Ref of a queue is its URL, Ref of a Batch resource its ARN.
            "AWS::SQS::Queue" => QueueUrl(name),
            "AWS::Lambda::Version" => $"{FunctionOf(resource)}:1",
            "AWS::Lambda::Alias" => $"{FunctionOf(resource)}:{name}",
            _ when resource.Type.StartsWith("AWS::Batch::", StringComparison.Ordinal) => Arn(resource),
            _ when ResourceTypes.IsServed(resource.Type) => name,
            _ => _madeUp.Ref(resource.Type, resource.LogicalId, name),
        };
    }

    public string? Attribute(string logicalId, string attribute)
    {
        if (!resources.TryGetValue(logicalId, out var resource))
        {
            return (Generated(logicalId), attribute) switch
            {
                ({ } generated, "Arn" or "RoleArn") => generated.Arn,
                ({ }, "ApiEndpoint") => settings.ApiEndpoint,
                _ => null,
            };
        }

        var name = Name(resource);
        return (resource.Type, attribute) switch
        {
            ("AWS::SQS::Queue", "QueueUrl") => QueueUrl(name),
            ("AWS::SQS::Queue", "QueueName") or ("AWS::Events::EventBus", "Name") or ("AWS::SNS::Topic", "TopicName") => name,
            ("AWS::Lambda::Version", "Version") => "1",
            ("AWS::S3::Bucket", "WebsiteURL") => $"http://{name}.s3-website-{settings.Region}.amazonaws.com",
            ("AWS::S3::Bucket", "DualStackDomainName") => $"{name}.s3.dualstack.{settings.Region}.amazonaws.com",
            ("AWS::S3::Bucket", "DomainName") => $"{name}.s3.amazonaws.com",
            ("AWS::S3::Bucket", "RegionalDomainName") => $"{name}.s3.{settings.Region}.amazonaws.com",
            ("AWS::Serverless::HttpApi", "ApiEndpoint") => settings.ApiEndpoint,
            ("AWS::IAM::ManagedPolicy", "PolicyArn") => Arn(resource),
            ("AWS::IAM::Role", "RoleId") => Iam.Caller.RoleId(Arn(resource)),
            ("AWS::DynamoDB::Table", "StreamArn") => $"{Arn(resource)}/stream/local",
            (_, "Arn" or "TopicArn") => Arn(resource),
            (_, "JobQueueArn" or "ComputeEnvironmentArn" or "JobDefinitionArn" or "ConsumableResourceArn" or "ServiceEnvironmentArn") when resource.Type.StartsWith("AWS::Batch::", StringComparison.Ordinal) => Arn(resource),
            _ when ResourceTypes.IsServed(resource.Type) => null,
            // What the template itself says of it is nearer to the truth than anything made up.
            _ when resource.Properties[attribute] is { } given && intrinsics.Resolve(given) is TemplateNode.Scalar said => said.Value,
            _ => _madeUp.Attribute(resource.Type, resource.LogicalId, name, attribute),
        };
    }

    /// <summary>The resource's name, given or made up; the same at every start.</summary>
    public string Name(DeclaredResource resource)
    {
        if (_names.TryGetValue(resource.LogicalId, out var known))
        {
            return known;
        }

        if (!_open.Add(resource.LogicalId))
        {
            errors.Add(new(resource.Line, $"the name of {resource.LogicalId} depends on itself"));
            return resource.LogicalId;
        }

        var name = GivenName(resource) ?? MadeUpName(resource);
        _open.Remove(resource.LogicalId);
        _names[resource.LogicalId] = name;
        return name;
    }

    public string Arn(DeclaredResource resource)
    {
        var name = Name(resource);
        var (service, rest) = resource.Type switch
        {
            "AWS::SQS::Queue" => ("sqs", name),
            "AWS::Serverless::Function" or "AWS::Lambda::Function" => ("lambda", $"function:{name}"),
            "AWS::DynamoDB::Table" => ("dynamodb", $"table/{name}"),
            "AWS::Events::EventBus" => ("events", $"event-bus/{name}"),
            "AWS::Events::Rule" => ("events", $"rule/{name}"),
            "AWS::Scheduler::Schedule" => ("scheduler", $"schedule/{(resource.Properties["GroupName"] is { } group ? intrinsics.Text(group) : null) ?? "default"}/{name}"),
            "AWS::Batch::ComputeEnvironment" => ("batch", $"compute-environment/{name}"),
            "AWS::Batch::JobQueue" => ("batch", $"job-queue/{name}"),
            // Differs: CloudFormation's Ref holds the revision; without one, every start's newest revision is meant.
            "AWS::Batch::JobDefinition" => ("batch", $"job-definition/{name}"),
            "AWS::Batch::ServiceEnvironment" => ("batch", $"service-environment/{name}"),
            "AWS::Batch::ConsumableResource" => ("batch", $"consumable-resource/{name}"),
            "AWS::Batch::SchedulingPolicy" => ("batch", $"scheduling-policy/{name}"),
            _ => ("local", name),
        };
        return resource.Type switch
        {
            "AWS::S3::Bucket" => $"arn:aws:s3:::{name}",
            "AWS::IAM::Role" => RoleArn(name, resource.Properties["Path"] is { } path ? intrinsics.Text(path) : null),
            _ when !ResourceTypes.IsServed(resource.Type) => _madeUp.Arn(resource.Type, resource.LogicalId, name),
            _ => $"arn:aws:{service}:{settings.Region}:{settings.AccountId}:{rest}",
        };
    }

    public string QueueUrl(string name) => $"{settings.Endpoint}/{settings.AccountId}/{name}";

    private string? GivenName(DeclaredResource resource) => NameProperties(resource)
        .Select(property => resource.Properties[property] is { } given ? intrinsics.Text(given) : null)
        .FirstOrDefault(name => name is not null);

    // AWS: what is not served has its name in Name, or in one of these by its type.
    private static IEnumerable<string> NameProperties(DeclaredResource resource) => ResourceTypes.IsServed(resource.Type) || ResourceTypes.NameProperty(resource.Type) is not null
        ? ((string?[])[ResourceTypes.NameProperty(resource.Type)]).OfType<string>()
        : [$"{resource.Type.Split("::")[^1]}Name", "Name", "GroupName", "Identifier"];

    private string? FunctionOf(DeclaredResource resource) => resource.Properties["FunctionName"] is not { } given ? null : intrinsics.Text(given) switch
    {
        { } arn when arn.StartsWith("arn:", StringComparison.Ordinal) => arn,
        var name => $"arn:aws:lambda:{settings.Region}:{settings.AccountId}:function:{name}",
    };

    // AWS: a made-up name is stack, logical id and a random part; here without the latter. A bucket's is in lower case.
    private string MadeUpName(DeclaredResource resource) => resource.Type == "AWS::S3::Bucket"
        ? MadeUpName(resource.LogicalId).ToLowerInvariant() is { Length: > LongestBucket } tooLong ? tooLong[..LongestBucket] : MadeUpName(resource.LogicalId).ToLowerInvariant()
        : MadeUpName(resource.LogicalId);

    public string MadeUpName(string logicalId) => $"{settings.StackName}-{logicalId}";

    /// <summary>Resources the SAM transform would add: a role for each function, the implicit API.</summary>
    private (string Name, string Arn)? Generated(string logicalId)
    {
        if (logicalId == ImplicitHttpApi)
        {
            return (ImplicitHttpApi, ImplicitHttpApi);
        }

        var isRole = logicalId.EndsWith("Role", StringComparison.Ordinal)
            && resources.TryGetValue(logicalId[..^"Role".Length], out var function)
            && function.Type == "AWS::Serverless::Function";
        return isRole ? (MadeUpName(logicalId), RoleArn(MadeUpName(logicalId))) : null;
    }

    /// <param name="name">Name of the role.</param>
    /// <param name="path">Begins and ends with a slash.</param>
    public string RoleArn(string name, string? path = null) => $"arn:aws:iam::{settings.AccountId}:role{path ?? "/"}{name}";
}
