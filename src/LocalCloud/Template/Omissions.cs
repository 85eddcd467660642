namespace LocalCloud.Template;

/// <summary>What of a template is left out: a line each for whoever starts the stack, or an error each under <c>--strict</c>.</summary>
internal sealed class Omissions(bool isStrict, List<TemplateError> errors)
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public bool IsStrict => isStrict;

    /// <param name="line">In the template.</param>
    /// <param name="what">What is left out, and why or what follows.</param>
    public void Add(int line, string what)
    {
        if (isStrict)
        {
            errors.Add(new(line, $"the local stack does without {what}; without --strict it is left out"));
        }
        else
        {
            _lines.Add($"Left out: {what}.");
        }
    }
}
