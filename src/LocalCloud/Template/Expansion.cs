namespace LocalCloud.Template;

/// <summary>How much the expressions of a template have come to. Expressions in expressions multiply, and texts that hold each other double with every step.</summary>
internal sealed class Expansion
{
    public const int LongestText = 256 * 1024;

    // AWS: a template has 1 MB and 500 resources (CloudFormation quotas); this is far more than such a one can mean.
    private const long MostCharacters = 16L * 1024 * 1024;
    private const long MostNodes = 2_000_000;

    private long _characters;
    private long _nodes;

    /// <summary>The resource and property that are being resolved, such as <c>Queue: QueueName</c>; <c>null</c> elsewhere.</summary>
    public string? Place { get; set; }

    public string TooLong => Placed($"a text comes to more than {LongestText} characters");

    /// <summary>Counts a text that was made.</summary>
    /// <returns>False if it alone is too long.</returns>
    /// <exception cref="ExpansionException">All texts together are.</exception>
    public bool Fits(string text, int line)
    {
        _characters += text.Length;

        return _characters > MostCharacters
            ? throw new ExpansionException(line, Placed($"the expressions of this template come to more than {MostCharacters} characters"))
            : text.Length <= LongestText;
    }

    /// <exception cref="ExpansionException">There are too many.</exception>
    public TemplateNode Counted(TemplateNode node, int count)
    {
        _nodes += count;

        return _nodes <= MostNodes ? node : throw new ExpansionException(node.Line, Placed($"the expressions of this template come to more than {MostNodes} values"));
    }

    private string Placed(string message) => Place is null ? message : $"{Place}: {message}";
}
