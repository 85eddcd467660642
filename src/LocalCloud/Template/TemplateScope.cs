namespace LocalCloud.Template;

/// <summary>Everything a template's expressions can name: parameters, pseudo parameters, mappings, conditions, resources.</summary>
internal sealed class TemplateScope
{
    private const string LanguageExtensions = "AWS::LanguageExtensions";

    private readonly Dictionary<string, TemplateNode> _values;
    private readonly List<TemplateError> _errors;
    private ResourceValues? _resources;

    public TemplateScope(TemplateNode.Mapping root, TemplateSettings settings, List<TemplateError> errors)
    {
        _errors = errors;
        Region = settings.Region;
        Imports = settings.Imports;
        Stored = new(settings.Imports, root);
        IsExtended = Transforms(root).Contains(LanguageExtensions);
        Mappings = root["Mappings"] as TemplateNode.Mapping ?? new([], 0);
        Conditions = new(root["Conditions"] as TemplateNode.Mapping, errors);
        TemplateParameters parameters = new(settings, Stored, errors);
        _values = parameters.Read(root["Parameters"]);
        Invented = parameters.Invented;
        AddPseudoParameters(settings);
    }

    public string Region { get; }

    public TemplateNode.Mapping Mappings { get; }

    public ConditionTable Conditions { get; }

    /// <summary>What other stacks export.</summary>
    public IReadOnlyDictionary<string, string> Imports { get; }

    public StoredValues Stored { get; }

    /// <summary>Parameters whose values were made up, since what they name means nothing here.</summary>
    public IReadOnlyDictionary<string, string> Invented { get; }

    /// <summary>The template has <c>Transform: AWS::LanguageExtensions</c>.</summary>
    public bool IsExtended { get; }

    /// <summary>Values of <c>Ref</c> and <c>Fn::GetAtt</c> need names, and names are expressions: so it comes second.</summary>
    public void Attach(ResourceValues resources) => _resources = resources;

    /// <summary>The names in the Transform section.</summary>
    public static IEnumerable<string> Transforms(TemplateNode.Mapping root) => root["Transform"] switch
    {
        TemplateNode.Scalar one => [one.Value],
        TemplateNode.Sequence list => list.Items.OfType<TemplateNode.Scalar>().Select(item => item.Value),
        TemplateNode.Mapping map when map["Name"] is TemplateNode.Scalar name => [name.Value],
        _ => [],
    };

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

        return Text(_resources?.Ref(name), line, $"{name} is neither a parameter nor a resource of this template{Guess.Ask(name, _values.Keys.Concat(_resources?.Ids ?? []))}");
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
