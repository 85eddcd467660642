namespace LocalCloud.Template;

/// <summary>A value of the template with the line it stands on; short intrinsics already in their long form.</summary>
internal abstract record TemplateNode(int Line)
{
    /// <summary>What it is, in the words of an error message.</summary>
    public string Kind => this switch
    {
        Scalar => "a value",
        Sequence => "a list",
        _ => "a map",
    };

    /// <summary>What stands for true or false, in any case; of YAML 1.1, which CloudFormation reads, yes and no too. <c>null</c> for anything else.</summary>
    public static bool? Truth(TemplateNode? node) => (node as Scalar)?.Value.ToUpperInvariant() switch
    {
        "TRUE" => true,
        "FALSE" => false,
        "YES" or "ON" when node is Scalar { IsPlain: true } => true,
        "NO" or "OFF" when node is Scalar { IsPlain: true } => false,
        _ => null,
    };

    /// <summary>One value.</summary>
    /// <param name="Value">As written, without quotes.</param>
    /// <param name="IsPlain">Not quoted: <c>true</c>, <c>12</c> and <c>null</c> are then no strings.</param>
    /// <param name="Line">Line in the file, from 1.</param>
    internal sealed record Scalar(string Value, bool IsPlain, int Line) : TemplateNode(Line)
    {
        public bool IsNull => IsPlain && Value is "" or "~" or "null" or "Null" or "NULL";
    }

    internal sealed record Sequence(IReadOnlyList<TemplateNode> Items, int Line) : TemplateNode(Line);

    internal sealed record Mapping(IReadOnlyList<Entry> Entries, int Line) : TemplateNode(Line)
    {
        public TemplateNode? this[string key] => Entries.FirstOrDefault(entry => entry.Key == key)?.Value;
    }

    /// <summary>One key of a map; the line is the key's.</summary>
    internal sealed record Entry(string Key, TemplateNode Value, int Line);
}
