using System.Globalization;

namespace LocalCloud.Template;

/// <summary>Takes a resource's properties one by one; what nobody took is an error, so nothing is silently ignored.</summary>
internal sealed class PropertyReader(string owner, TemplateNode.Mapping node, List<TemplateError> errors)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public int Line => node.Line;

    public string Owner => owner;

    public IReadOnlyList<TemplateNode.Entry> Entries => node.Entries;

    public bool Has(string name) => node[name] is not null;

    public TemplateNode? Node(string name)
    {
        _taken.Add(name);
        return node[name];
    }

    public string? Text(string name) => Node(name) switch
    {
        null => null,
        TemplateNode.Scalar scalar => scalar.Value,
        var other => Fail<string>(other.Line, $"{owner}: {name} must be a value, not {other.Kind}"),
    };

    public string RequiredText(string name) => Text(name) ?? Fail<string>(Line, $"{owner} needs {name}") ?? "";

    public int? Integer(string name, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        // Seen: CloudFormation takes 3.0 for 3.
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value == decimal.Truncate(value) && value >= least && value <= most
            ? (int)value
            : Fail<int?>(node[name]?.Line ?? Line, $"{owner}: {name} is \"{text}\" but must be a whole number from {least} to {most}");
    }

    public bool? Flag(string name) => Text(name) switch
    {
        null => null,
        _ when TemplateNode.Truth(node[name]) is { } truth => truth,
        var text => Fail<bool?>(node[name]?.Line ?? Line, $"{owner}: {name} is \"{text}\" but must be true or false"),
    };

    public PropertyReader? Map(string name) => Node(name) switch
    {
        null => null,
        TemplateNode.Mapping mapping => new($"{owner}.{name}", mapping, errors),
        var other => Fail<PropertyReader>(other.Line, $"{owner}: {name} must be a map, not {other.Kind}"),
    };

    public IReadOnlyList<TemplateNode> List(string name) => Node(name) switch
    {
        null => [],
        TemplateNode.Sequence sequence => sequence.Items,
        var other => Fail<IReadOnlyList<TemplateNode>>(other.Line, $"{owner}: {name} must be a list, not {other.Kind}") ?? [],
    };

    public IReadOnlyList<string> Texts(string name) => [.. List(name).OfType<TemplateNode.Scalar>().Select(item => item.Value)];

    /// <summary>The items of a list of maps.</summary>
    public IReadOnlyList<PropertyReader> Maps(string name) => [.. List(name).Select((item, index) => item is TemplateNode.Mapping mapping
        ? new PropertyReader($"{owner}.{name}[{index}]", mapping, errors)
        : Fail<PropertyReader>(item.Line, $"{owner}: {name}[{index}] must be a map, not {item.Kind}")).OfType<PropertyReader>()];

    /// <summary>Free keys with one value each, such as Tags or Variables.</summary>
    public IReadOnlyDictionary<string, string> Variables(string name)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        foreach (var entry in Map(name)?.Entries ?? [])
        {
            variables[entry.Key] = (entry.Value as TemplateNode.Scalar)?.Value
                ?? Fail<string>(entry.Line, $"{owner}.{name}: {entry.Key} must be a value, not {entry.Value.Kind}") ?? "";
        }

        return variables;
    }

    /// <summary>Properties that change nothing on one machine.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            _taken.Add(name);
        }
    }

    /// <summary>Refuses every property that was neither taken nor ignored.</summary>
    public void Finish()
    {
        foreach (var entry in node.Entries.Where(entry => !_taken.Contains(entry.Key)))
        {
            errors.Add(new(entry.Line, $"{owner}: the local stack does not support {entry.Key}{Guess.Ask(entry.Key, _taken)}"));
        }
    }

    public void Refuse(string name, string message) => errors.Add(new(node[name]?.Line ?? Line, $"{owner}: {message}"));

    private T? Fail<T>(int line, string message)
    {
        errors.Add(new(line, message));
        return default;
    }
}
