namespace LocalCloud.Template;

/// <summary>Reads the Resources section: which resources are there, and of types the local stack knows.</summary>
internal sealed class ResourceDeclarations(ConditionTable conditions, Intrinsics intrinsics, bool isStrict, List<TemplateError> errors)
{
    private const int MostResources = 500;

    public IReadOnlyDictionary<string, DeclaredResource> Read(TemplateNode.Mapping root)
    {
        Dictionary<string, DeclaredResource> resources = new(StringComparer.Ordinal);
        if (root["Resources"] is not TemplateNode.Mapping section)
        {
            errors.Add(new(root["Resources"]?.Line ?? 0, "a template needs a Resources section, a map of resources by name"));
            return resources;
        }

        // AWS: 500 resources in a template (CloudFormation quotas). Names refer to names, so their number is also how deep that goes.
        if (section.Entries.Count > MostResources)
        {
            errors.Add(new(section.Line, $"a template has at most {MostResources} resources; this one has {section.Entries.Count}"));
            return resources;
        }

        foreach (var entry in section.Entries)
        {
            if (ReadOne(entry, section) is { } resource)
            {
                resources[resource.LogicalId] = resource;
                Refuse(resource);
            }
        }

        return resources;
    }

    private void Refuse(DeclaredResource resource)
    {
        switch (ResourceTypes.TreatmentOf(resource.Type))
        {
            case Treatment.Unknown when ResourceTypes.NearestServed(resource.Type) is { } near:
                errors.Add(new(resource.Line, $"{resource.LogicalId}: there is no type {resource.Type}; did you mean {near}?"));
                break;
            case Treatment.Unknown:
                errors.Add(new(resource.Line, $"{resource.LogicalId}: {resource.Type} is no type of resource, which is written such as AWS::Batch::JobQueue or Custom::Name"));
                break;
            case Treatment.LeftOut when isStrict:
                errors.Add(new(resource.Line, $"{resource.LogicalId}: the local stack does not know {resource.Type}. It knows {ResourceTypes.ListOfServed}"));
                break;
        }
    }

    private DeclaredResource? ReadOne(TemplateNode.Entry entry, TemplateNode.Mapping section)
    {
        if (entry.Value is not TemplateNode.Mapping declaration)
        {
            errors.Add(new(entry.Line, $"{entry.Key} must be a map with a Type"));
            return null;
        }

        PropertyReader reader = new(entry.Key, declaration, errors);
        var type = reader.RequiredText("Type");
        var condition = reader.Text("Condition");
        var properties = reader.Node("Properties");
        var metadata = reader.Node("Metadata") as TemplateNode.Mapping;
        reader.Ignore("DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy", "CreationPolicy", "Connectors", "Description", "IgnoreGlobals");
        if (ResourceTypes.TreatmentOf(type) == Treatment.LeftOut)
        {
            // Of a custom resource.
            reader.Ignore("Version");
        }

        CheckDependsOn(reader.Node("DependsOn"), entry.Key, section);
        reader.Finish();
        if (properties is not (null or TemplateNode.Mapping))
        {
            errors.Add(new(properties.Line, $"{entry.Key}: Properties must be a map, not {properties.Kind}"));
        }

        return condition is not null && !conditions.IsTrue(condition, declaration.Line, intrinsics)
            ? null
            : new(entry.Key, type, properties as TemplateNode.Mapping ?? new([], entry.Line), entry.Line) { Metadata = metadata };
    }

    private void CheckDependsOn(TemplateNode? dependsOn, string owner, TemplateNode.Mapping section)
    {
        IEnumerable<TemplateNode> names = dependsOn switch
        {
            null => [],
            TemplateNode.Sequence list => list.Items,
            var one => [one],
        };
        foreach (var name in names)
        {
            if (name is not TemplateNode.Scalar scalar || section[scalar.Value] is null)
            {
                errors.Add(new(name.Line, $"{owner}: DependsOn names no resource of this template{(name is TemplateNode.Scalar text ? $": {text.Value}" : "")}"));
            }
        }
    }
}
