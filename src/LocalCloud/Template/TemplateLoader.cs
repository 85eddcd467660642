namespace LocalCloud.Template;

/// <summary>Turns a template's text into the stack it asks for, or says everything that is wrong with it.</summary>
internal static class TemplateLoader
{
    private static readonly string[] Sections =
        ["AWSTemplateFormatVersion", "Transform", "Description", "Metadata", "Parameters", "Mappings", "Conditions", "Globals", "Rules", "Resources", "Outputs"];

    /// <exception cref="TemplateException">One error or more, each with its line.</exception>
    public static StackModel Load(string text, TemplateSettings settings)
    {
        List<TemplateError> errors = [];
        var root = TemplateReader.Read(text, errors);
        StackModel? model = null;
        if (root is TemplateNode.Mapping mapping)
        {
            model = Load(mapping, settings, errors);
        }
        else if (root is not null)
        {
            errors.Add(new(root.Line, $"a template is a map of sections, not {root.Kind}"));
        }

        return errors.Count == 0 && model is not null ? model : throw new TemplateException(settings.File, [.. errors.Distinct()]);
    }

    private static StackModel Load(TemplateNode.Mapping root, TemplateSettings settings, List<TemplateError> errors)
    {
        errors.AddRange(root.Entries.Where(entry => !Sections.Contains(entry.Key))
            .Select(entry => new TemplateError(entry.Line, $"a template has no section {entry.Key}; the sections are {string.Join(", ", Sections)}")));
        TemplateScope scope = new(root, settings, errors);
        Intrinsics intrinsics = new(scope, errors);
        foreach (var condition in scope.Conditions.All)
        {
            _ = scope.Conditions.IsTrue(condition.Key, condition.Line, intrinsics);
        }

        var resources = new ResourceDeclarations(scope.Conditions, intrinsics, errors).Read(root);
        ResourceValues values = new(resources, settings, intrinsics, errors);
        scope.Attach(values);
        return new ResourceReader(resources, values, intrinsics, errors).Read(root) with { Outputs = Outputs(root, scope, intrinsics) };
    }

    private static Dictionary<string, string> Outputs(TemplateNode.Mapping root, TemplateScope scope, Intrinsics intrinsics)
    {
        Dictionary<string, string> outputs = new(StringComparer.Ordinal);
        foreach (var entry in (root["Outputs"] as TemplateNode.Mapping)?.Entries ?? [])
        {
            var isWanted = entry.Value is TemplateNode.Mapping output
                && (output["Condition"] is not TemplateNode.Scalar condition || scope.Conditions.IsTrue(condition.Value, condition.Line, intrinsics));
            if (isWanted && ((TemplateNode.Mapping)entry.Value)["Value"] is { } value && intrinsics.Text(value) is { } text)
            {
                outputs[entry.Key] = text;
            }
        }

        return outputs;
    }
}
