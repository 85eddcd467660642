namespace LocalCloud.Template;

/// <summary>Reads every resource that exists here, each with the reader of its type.</summary>
internal sealed class ResourceReader(
    IReadOnlyDictionary<string, DeclaredResource> resources, ResourceValues values, Intrinsics intrinsics, List<TemplateError> errors)
{
    private readonly RuleReader _ruleReader = new(values);
    private readonly List<RuleResource> _rules = [];

    public StackModel Read(TemplateNode.Mapping root)
    {
        var globals = root["Globals"] as TemplateNode.Mapping;
        FunctionEventReader events = new(globals?["HttpApi"] as TemplateNode.Mapping, _rules);
        FunctionReader functionReader = new(values, events);
        var functionGlobals = globals?["Function"] as TemplateNode.Mapping;
        IReadOnlyList<FunctionResource> functions = [.. Of("AWS::Serverless::Function").Select(resource => ReadFunction(resource, functionGlobals, functionReader))];
        QueueReader queueReader = new(values);
        TableReader tableReader = new(values);
        foreach (var api in Of("AWS::Serverless::HttpApi"))
        {
            HttpApiReader.Check(Properties(api));
        }

        RoleReader roles = new(resources, values, intrinsics, errors);
        _rules.AddRange(Of("AWS::Events::Rule").Select(resource => _ruleReader.Read(resource, Properties(resource))));
        return new()
        {
            Functions = functions,
            Buckets = ReadBuckets(events.Notifications),
            Queues = [.. Of("AWS::SQS::Queue").Select(resource => queueReader.Read(resource, Properties(resource)))],
            EventBuses = [.. Of("AWS::Events::EventBus").Select(ReadBus)],
            Rules = _rules,
            Tables = [.. Of("AWS::DynamoDB::Table").Select(resource => tableReader.Read(resource, Properties(resource)))],
            Batch = ReadBatch(),
            Roles = roles.Read(),
            InstanceProfiles = roles.ReadProfiles(),
            Ignored = resources.Values.Where(resource => ResourceTypes.MeansNothingHere(resource.Type) && !ResourceTypes.SaysWhoMay(resource.Type))
                .GroupBy(resource => resource.Type, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => (IReadOnlyList<string>)[.. group.Select(resource => resource.LogicalId)]),
        };
    }

    private FunctionResource ReadFunction(DeclaredResource resource, TemplateNode.Mapping? globals, FunctionReader reader)
    {
        var properties = Properties(resource with { Properties = FunctionGlobals.Under(globals, resource.Properties) });
        var function = reader.Read(resource, properties);
        properties.Finish();
        return function;
    }

    private List<BucketResource> ReadBuckets(IReadOnlyList<(string Bucket, BucketNotification Notification, int Line)> notifications)
    {
        BucketReader reader = new(values);
        List<BucketResource> buckets = [.. Of("AWS::S3::Bucket").Select(resource => reader.Read(
            resource,
            Properties(resource),
            notifications.Where(entry => entry.Bucket == values.Name(resource)).Select(entry => entry.Notification)))];
        errors.AddRange(notifications.Where(entry => !buckets.Exists(bucket => bucket.Name == entry.Bucket))
            .Select(entry => new TemplateError(entry.Line, $"{entry.Bucket} is no bucket of this template; an S3 event needs one")));
        return buckets;
    }

    private string ReadBus(DeclaredResource resource)
    {
        var properties = Properties(resource);
        properties.Ignore("Name", "Tags", "Description", "Policy", "KmsKeyIdentifier", "DeadLetterConfig", "LogConfig");
        properties.Finish();
        return values.Name(resource);
    }

    private List<BatchResource> ReadBatch()
    {
        var declared = resources.Values.Where(resource => resource.Type.StartsWith("AWS::Batch::", StringComparison.Ordinal) && ResourceTypes.IsServed(resource.Type)).ToList();
        if (declared.Count == 0)
        {
            return [];
        }

        BatchReader reader = new(values, BatchShapes.Load(), errors);
        return [.. declared.Select(resource => reader.Read(resource, ResolvedProperties(resource))).OrderBy(resource => resource.Kind)];
    }

    private IEnumerable<DeclaredResource> Of(string type) => resources.Values.Where(resource => resource.Type == type);

    private PropertyReader Properties(DeclaredResource resource) => new(resource.LogicalId, ResolvedProperties(resource), errors);

    /// <summary>Properties without expressions; policies are left out, since they are read apart.</summary>
    private TemplateNode.Mapping ResolvedProperties(DeclaredResource resource)
    {
        var read = resource.Properties with
        {
            Entries = [.. resource.Properties.Entries.Where(entry => entry.Key is not ("Policies" or "AssumeRolePolicyDocument"))],
        };
        return intrinsics.Resolve(read) as TemplateNode.Mapping ?? new([], resource.Line);
    }
}
