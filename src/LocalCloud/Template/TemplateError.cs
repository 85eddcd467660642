namespace LocalCloud.Template;

/// <summary>One thing wrong with a template.</summary>
/// <param name="Line">Line in the file, from 1; 0 where the whole file is meant.</param>
/// <param name="Message">What is wrong and what would be right.</param>
internal sealed record TemplateError(int Line, string Message)
{
    /// <summary>The value whose absence is the error; <c>null</c> where something else is wrong.</summary>
    public MissingValue? Missing { get; init; }
}

/// <summary>A value that the template takes from outside and that nobody has given.</summary>
/// <param name="Name">Of the parameter, or of the export of another stack.</param>
/// <param name="IsImport">It is what another stack exports.</param>
/// <param name="IsSecret">The parameter says <c>NoEcho</c>.</param>
/// <param name="Description">What the template says of it; empty where it says nothing.</param>
internal sealed record MissingValue(string Name, bool IsImport, bool IsSecret, string Description);
