namespace LocalCloud.Template;

/// <summary>One thing wrong with a template.</summary>
/// <param name="Line">Line in the file, from 1; 0 where the whole file is meant.</param>
/// <param name="Message">What is wrong and what would be right.</param>
internal sealed record TemplateError(int Line, string Message);
