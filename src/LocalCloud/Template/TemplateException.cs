namespace LocalCloud.Template;

/// <summary>The template cannot be run here; every error found, in the order of the file.</summary>
internal sealed class TemplateException(string file, IReadOnlyList<TemplateError> errors)
    : Exception(string.Join(Environment.NewLine, Lines(file, errors)))
{
    public IReadOnlyList<TemplateError> Errors { get; } = [.. errors.OrderBy(error => error.Line)];

    /// <summary>Values that were not given; each once.</summary>
    public IReadOnlyList<MissingValue> Missing => [.. Errors.Select(error => error.Missing).OfType<MissingValue>().DistinctBy(value => (value.Name, value.IsImport))];

    private static IEnumerable<string> Lines(string file, IReadOnlyList<TemplateError> errors) =>
        errors.OrderBy(error => error.Line)
            .Select(error => error.Line == 0 ? $"{file}: {error.Message}" : $"{file}({error.Line}): {error.Message}");
}

/// <summary>Reading on would take more time or memory than the template can be worth.</summary>
internal sealed class ExpansionException(int line, string message) : Exception(message)
{
    public TemplateError Error { get; } = new(line, message);
}
