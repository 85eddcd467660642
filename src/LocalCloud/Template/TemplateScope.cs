namespace LocalCloud.Template;

/// <summary>Everything a template's expressions can name: parameters, pseudo parameters, mappings, conditions, resources.</summary>
internal sealed class TemplateScope
{
    private readonly Dictionary<string, TemplateNode> _values = new(StringComparer.Ordinal);
    private readonly List<TemplateError> _errors;
    private ResourceValues? _resources;

    public TemplateScope(TemplateNode.Mapping root, TemplateSettings settings, List<TemplateError> errors)
    {
        _errors = errors;
        Region = settings.Region;
        Mappings = root["Mappings"] as TemplateNode.Mapping ?? new([], 0);
        Conditions = new(root["Conditions"] as TemplateNode.Mapping, errors);
        AddPseudoParameters(settings);
        TemplateParameters.Read(root["Parameters"], settings, _values, errors);
    }

    public string Region { get; }

    public TemplateNode.Mapping Mappings { get; }

    public ConditionTable Conditions { get; }

    /// <summary>Values of <c>Ref</c> and <c>Fn::GetAtt</c> need names, and names are expressions: so it comes second.</summary>
    public void Attach(ResourceValues resources) => _resources = resources;

    /// <summary>What <c>Ref</c> gives; <c>null</c> for <c>AWS::NoValue</c>.</summary>
    public TemplateNode? Reference(string name, int line)
    {
        if (name == "AWS::NoValue")
        {
            return null;
        }

        if (_values.TryGetValue(name, out var value))
        {
            return value;
        }

        return Text(_resources?.Ref(name), line, $"{name} is neither a parameter nor a resource of this template");
    }

    public TemplateNode Attribute(string resource, string attribute, int line) =>
        Text(_resources?.Attribute(resource, attribute), line, $"the template has no resource {resource} with an attribute {attribute}");

    private TemplateNode.Scalar Text(string? value, int line, string error)
    {
        if (value is null)
        {
            _errors.Add(new(line, error));
        }

        return new(value ?? "", IsPlain: false, line);
    }

    private void AddPseudoParameters(TemplateSettings settings)
    {
        Add("AWS::Region", settings.Region);
        Add("AWS::AccountId", settings.AccountId);
        Add("AWS::StackName", settings.StackName);
        Add("AWS::Partition", "aws");
        Add("AWS::URLSuffix", "amazonaws.com");
        Add("AWS::StackId", $"arn:aws:cloudformation:{settings.Region}:{settings.AccountId}:stack/{settings.StackName}/local");
        _values["AWS::NotificationARNs"] = new TemplateNode.Sequence([], 0);

        void Add(string name, string value) => _values[name] = new TemplateNode.Scalar(value, IsPlain: false, 0);
    }
}
