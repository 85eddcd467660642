namespace LocalCloud.Template;

/// <summary>Reads every resource that exists here, each with the reader of its type.</summary>
internal sealed class ResourceReader(
    IReadOnlyDictionary<string, DeclaredResource> resources, ResourceValues values, TemplateSettings settings, Intrinsics intrinsics, List<TemplateError> errors)
{
    private readonly Omissions _omissions = new(settings.IsStrict, errors);
    private readonly RuleReader _ruleReader = new(values);
    private readonly List<RuleResource> _rules = [];
    private readonly List<ScheduleResource> _schedules = [];

    public StackModel Read(TemplateNode.Mapping root)
    {
        LeaveOutOthers();
        CheckNames();
        var globals = root["Globals"] as TemplateNode.Mapping;
        FunctionEventReader events = new(globals?["HttpApi"] as TemplateNode.Mapping, _rules, _schedules, _omissions);
        FunctionReader functionReader = new(values, events, _omissions);
        var functionGlobals = globals?["Function"] as TemplateNode.Mapping;
        IReadOnlyList<FunctionResource> functions =
            [.. resources.Values.Where(resource => ResourceTypes.IsFunction(resource.Type)).Select(resource => ReadFunction(resource, functionGlobals, functionReader)).OfType<FunctionResource>()];
        functions = new FunctionAdditions(_omissions).Add(functions, Of("AWS::Lambda::EventSourceMapping").Select(Properties), Of("AWS::Lambda::EventInvokeConfig").Select(Properties));
        QueueReader queueReader = new(values);
        TableReader tableReader = new(values, _omissions);
        foreach (var api in Of("AWS::Serverless::HttpApi"))
        {
            HttpApiReader.Check(Properties(api));
        }

        RoleReader roles = new(resources, values, intrinsics, errors);
        ScheduleReader schedules = new(values);
        _rules.AddRange(Of("AWS::Events::Rule").Select(resource => _ruleReader.Read(resource, Properties(resource))));
        _schedules.AddRange(Of("AWS::Scheduler::Schedule").Select(resource => schedules.Read(resource, Properties(resource))));
        var buckets = ReadBuckets(events.Notifications);
        return new()
        {
            Functions = functions,
            Buckets = buckets,
            Queues = [.. Of("AWS::SQS::Queue").Select(resource => queueReader.Read(resource, Properties(resource)))],
            EventBuses = [.. Of("AWS::Events::EventBus").Select(ReadBus)],
            Rules = _rules,
            Schedules = _schedules,
            Tables = [.. Of("AWS::DynamoDB::Table").Select(resource => tableReader.Read(resource, Properties(resource)))],
            Batch = ReadBatch(),
            Roles = roles.Read(),
            InstanceProfiles = roles.ReadProfiles(),
            Ignored = resources.Values.Where(resource => ResourceTypes.MeansNothingHere(resource.Type) && !ResourceTypes.SaysWhoMay(resource.Type))
                .GroupBy(resource => resource.Type, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => (IReadOnlyList<string>)[.. group.Select(resource => resource.LogicalId)]),
            Notes = _omissions.Lines,
        };
    }

    private void CheckNames()
    {
        Dictionary<(string Service, string Bus, string Name), string> known = [];
        foreach (var resource in resources.Values)
        {
            if (ResourceTypes.NameProperty(resource.Type) is not { } property || resource.Properties[property] is not { } given || !NameRules.AreUnique(resource.Type))
            {
                continue;
            }

            var name = values.Name(resource);
            if (NameRules.Fault(resource.Type, name) is { } rule)
            {
                errors.Add(new(given.Line, $"{resource.LogicalId}: {property} is \"{name}\" but must have {rule}"));
            }

            // AWS: rules of different buses, and schedules of different groups, may have one name.
            var within = (resource.Properties["EventBusName"] ?? resource.Properties["GroupName"]) is { } container ? intrinsics.Flat(container) ?? "" : "";
            if (!known.TryAdd((resource.Type.Split("::")[^1], within, name), resource.LogicalId))
            {
                errors.Add(new(given.Line, $"{resource.LogicalId}: {property} is \"{name}\", and that is the name of {known[(resource.Type.Split("::")[^1], within, name)]} already"));
            }
        }
    }

    private void LeaveOutOthers()
    {
        foreach (var type in resources.Values.Where(resource => ResourceTypes.TreatmentOf(resource.Type) == Treatment.LeftOut).GroupBy(resource => resource.Type, StringComparer.Ordinal))
        {
            if (!settings.IsStrict)
            {
                _omissions.Add(0, $"{type.Key} ({string.Join(", ", type.Select(resource => resource.LogicalId))}), which the local stack does not serve");
            }
        }
    }

    private FunctionResource? ReadFunction(DeclaredResource resource, TemplateNode.Mapping? globals, FunctionReader reader)
    {
        var properties = Properties(resource with { Properties = resource.Type == "AWS::Serverless::Function" ? FunctionGlobals.Under(globals, resource.Properties) : resource.Properties });
        var (code, why) = new FunctionCodeReader(settings.File).Read(resource, properties);
        if (code is null)
        {
            _omissions.Add(properties.Line, $"the function {resource.LogicalId}: {why}");
            return null;
        }

        properties.Ignore("Runtime", "PackageType", "InlineCode", "CodeUri", "Code");
        var function = reader.Read(resource, code, properties);
        properties.Finish();
        return function;
    }

    private List<BucketResource> ReadBuckets(IReadOnlyList<(string Bucket, BucketNotification Notification, int Line)> ofFunctions)
    {
        BucketReader reader = new(values, _omissions);
        List<(string Bucket, IReadOnlyList<BucketNotification> Notifications, bool IsOnBus, int Line)> others =
        [
            .. ofFunctions.Select(one => (one.Bucket, (IReadOnlyList<BucketNotification>)[one.Notification], false, one.Line)),
            .. Of(ResourceTypes.CdkNotifications).Select(resource => (resource, Read: CdkNotifications.Read(resource, Properties(resource), _omissions)))
                .Select(one => (one.Read.Bucket, one.Read.Notifications, one.Read.IsOnBus, one.resource.Line)),
        ];
        List<BucketResource> buckets = [.. Of("AWS::S3::Bucket").Select(resource => Bucket(resource, others.Where(one => one.Bucket == values.Name(resource)).ToList()))];
        errors.AddRange(others.Where(entry => !buckets.Exists(bucket => bucket.Name == entry.Bucket))
            .Select(entry => new TemplateError(entry.Line, $"{entry.Bucket} is no bucket of this template; an S3 event needs one")));
        return buckets;

        BucketResource Bucket(DeclaredResource resource, List<(string Bucket, IReadOnlyList<BucketNotification> Notifications, bool IsOnBus, int Line)> own) =>
            reader.Read(resource, Properties(resource), own.SelectMany(one => one.Notifications), own.Exists(one => one.IsOnBus));
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
        List<TemplateNode.Entry> entries = [];
        foreach (var entry in resource.Properties.Entries.Where(entry => entry.Key is not ("Policies" or "AssumeRolePolicyDocument")))
        {
            intrinsics.Expansion.Place = $"{resource.LogicalId}: {entry.Key}";
            if (intrinsics.Resolve(entry.Value) is { } value)
            {
                entries.Add(entry with { Value = value });
            }
        }

        intrinsics.Expansion.Place = null;

        return resource.Properties with { Entries = entries };
    }
}
