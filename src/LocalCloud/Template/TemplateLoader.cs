namespace LocalCloud.Template;

/// <summary>Turns a template's text into the stack it asks for, or says everything that is wrong with it.</summary>
internal static class TemplateLoader
{
    private static readonly string[] Sections =
        ["AWSTemplateFormatVersion", "Transform", "Description", "Metadata", "Parameters", "Mappings", "Conditions", "Globals", "Rules", "Resources", "Outputs", "Hooks"];

    // AWS: transforms that are carried out here, or that concern only what is not served here (CloudFormation template reference, transforms).
    private static readonly string[] Transforms =
    [
        "AWS::Serverless-2016-10-31", "AWS::LanguageExtensions", "AWS::SecretsManager-2020-07-23", "AWS::SecretsManager-2024-09-16", "AWS::CodeDeployBlueGreen",
    ];

    /// <exception cref="TemplateException">One error or more, each with its line.</exception>
    public static StackModel Load(string text, TemplateSettings settings)
    {
        List<TemplateError> errors = [];
        var root = TemplateReader.Read(text, errors);
        StackModel? model = null;
        if (root is TemplateNode.Mapping mapping)
        {
            try
            {
                model = Load(mapping, settings, errors);
            }
            catch (ExpansionException expansion)
            {
                errors.Add(expansion.Error);
            }
        }
        else if (root is not null)
        {
            errors.Add(new(root.Line, $"a template is a map of sections, not {root.Kind}"));
        }

        return errors.Count == 0 && model is not null ? model : throw new TemplateException(settings.File, [.. errors.Distinct()]);
    }

    private static StackModel Load(TemplateNode.Mapping written, TemplateSettings settings, List<TemplateError> errors)
    {
        CheckSections(written, errors);
        // Loops go over parameters and mappings; what they write out may be conditions and resources.
        TemplateScope before = new(written, settings, errors);
        var root = new ForEachLoops(before, new(before, errors), errors).Expand(written);
        TemplateScope scope = new(root, settings, errors);
        Intrinsics intrinsics = new(scope, errors);
        new TemplateRules(intrinsics, errors).Check(root["Rules"]);
        foreach (var condition in scope.Conditions.All)
        {
            _ = scope.Conditions.IsTrue(condition.Key, condition.Line, intrinsics);
        }

        var resources = new ResourceDeclarations(scope.Conditions, intrinsics, settings.IsStrict, errors).Read(root);
        ResourceValues values = new(resources, settings, intrinsics, errors);
        scope.Attach(values);
        var model = new ResourceReader(resources, values, settings, intrinsics, errors).Read(root);

        return model with { Notes = [.. MadeUp(scope.Invented), .. model.Notes], Outputs = Outputs(root, scope, intrinsics) };
    }

    private static void CheckSections(TemplateNode.Mapping root, List<TemplateError> errors)
    {
        errors.AddRange(root.Entries.Where(entry => !Sections.Contains(entry.Key) && entry.Key != "Fn::Transform")
            .Select(entry => new TemplateError(
                entry.Line, $"a template has no section {entry.Key}{Guess.Ask(entry.Key, Sections)}; the sections are {string.Join(", ", Sections)}")));
        if (root["Fn::Transform"] is { } macro)
        {
            errors.Add(new(macro.Line, "Fn::Transform has a macro change the template on AWS, which nothing here can do; put what comes of it into the template"));
        }

        errors.AddRange(TemplateScope.Transforms(root).Where(name => !Transforms.Contains(name)).Select(name => new TemplateError(
            root["Transform"]?.Line ?? 0, $"the transform {name} is a macro that changes the template on AWS{Guess.Ask(name, Transforms)}; nothing here can do that: put what comes of it into the template")));
    }

    private static IEnumerable<string> MadeUp(IReadOnlyDictionary<string, string> invented) => invented.Count == 0
        ? []
        : [$"Made up, since nothing here needs them: {string.Join(", ", invented.Select(pair => $"{pair.Key}={pair.Value}"))}. --parameter-overrides gives others."];

    private static Dictionary<string, string> Outputs(TemplateNode.Mapping root, TemplateScope scope, Intrinsics intrinsics)
    {
        Dictionary<string, string> outputs = new(StringComparer.Ordinal);
        foreach (var entry in (root["Outputs"] as TemplateNode.Mapping)?.Entries ?? [])
        {
            var isWanted = entry.Value is TemplateNode.Mapping output
                && (output["Condition"] is not TemplateNode.Scalar condition || scope.Conditions.IsTrue(condition.Value, condition.Line, intrinsics));
            intrinsics.Expansion.Place = $"the output {entry.Key}";
            if (isWanted && ((TemplateNode.Mapping)entry.Value)["Value"] is { } value && intrinsics.Text(value) is { } text)
            {
                outputs[entry.Key] = text;
            }
        }

        return outputs;
    }
}
