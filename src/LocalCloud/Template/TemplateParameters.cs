namespace LocalCloud.Template;

/// <summary>The Parameters section: defaults, values given from outside, and those made up for things that mean nothing here.</summary>
internal sealed class TemplateParameters(TemplateSettings settings, StoredValues stored, List<TemplateError> errors)
{
    private readonly MadeUpValues _madeUp = new(settings.Region, settings.AccountId, settings.StackName);
    private readonly Dictionary<string, string> _invented = new(StringComparer.Ordinal);

    /// <summary>Values made up, by parameter.</summary>
    public IReadOnlyDictionary<string, string> Invented => _invented;

    /// <summary>The values of all parameters, by name.</summary>
    public Dictionary<string, TemplateNode> Read(TemplateNode? section)
    {
        Dictionary<string, TemplateNode> values = new(StringComparer.Ordinal);
        var declared = section is TemplateNode.Mapping { Entries: var entries } ? entries : [];
        foreach (var parameter in declared)
        {
            if (parameter.Value is TemplateNode.Mapping declaration)
            {
                values[parameter.Key] = Value(parameter, declaration);
            }
            else
            {
                errors.Add(new(parameter.Line, $"the parameter {parameter.Key} needs a Type"));
            }
        }

        errors.AddRange(settings.Parameters.Keys
            .Where(name => !declared.Any(parameter => parameter.Key == name))
            .Select(name => new TemplateError(0, $"the template has no parameter {name}{Guess.Ask(name, declared.Select(parameter => parameter.Key))}")));

        return values;
    }

    private TemplateNode Value(TemplateNode.Entry parameter, TemplateNode.Mapping declaration)
    {
        var name = ParameterRules.Field(declaration, "Type") ?? "String";
        var type = ParameterType.Parse(name);
        if (type is null)
        {
            errors.Add(new(parameter.Line, $"the parameter {parameter.Key} has the type {name}, which CloudFormation does not know{Guess.Ask(name, ParameterType.All)}"));
            return Plain("", parameter.Line);
        }

        var text = Text(parameter, declaration, type);

        return type.IsList
            ? new TemplateNode.Sequence([.. ParameterRules.Items(text).Select(item => Plain(item, parameter.Line))], parameter.Line)
            : Plain(text, parameter.Line);
    }

    private string Text(TemplateNode.Entry parameter, TemplateNode.Mapping declaration, ParameterType type)
    {
        var given = settings.Parameters.GetValueOrDefault(parameter.Key) ?? ParameterRules.Field(declaration, "Default");
        if (given is null && type is { IsThing: true, IsStored: false } && !settings.IsStrict)
        {
            return _invented[parameter.Key] = type.MadeUp(parameter.Key, _madeUp, settings.Region);
        }

        if (given is null)
        {
            errors.Add(new(parameter.Line, $"the parameter {parameter.Key} has no default; give it with --parameter-overrides {parameter.Key}=VALUE")
            {
                Missing = new(parameter.Key, IsImport: false, ParameterRules.Field(declaration, "NoEcho") is "true" or "True", ParameterRules.Field(declaration, "Description") ?? ""),
            });
            return "";
        }

        if (ParameterRules.Complaint(declaration, type, given) is { } complaint)
        {
            errors.Add(new(parameter.Line, $"the parameter {parameter.Key} is \"{given}\" but {complaint}"));
        }

        return type.IsStored ? FromStore(parameter, type, given) : given;
    }

    private string FromStore(TemplateNode.Entry parameter, ParameterType type, string name)
    {
        if (stored.Find(name) is { } known)
        {
            return known;
        }

        if ((type.IsThing || StoredValues.IsOfAws(name)) && !settings.IsStrict)
        {
            return _invented[parameter.Key] = type.IsThing ? type.MadeUp(parameter.Key, _madeUp, settings.Region) : $"value-of{name.Replace('/', '-')}";
        }

        errors.Add(StoredValues.Unknown(name, parameter.Line));
        return "";
    }

    private static TemplateNode.Scalar Plain(string value, int line) => new(value, IsPlain: false, line);
}
