namespace Amazon.Lambda.Annotations.SourceGenerator.Model;

/// <summary>A parameter of a handler.</summary>
/// <param name="Name">As in the source.</param>
/// <param name="Type">Full name with <c>global::</c>.</param>
/// <param name="Binding">Where its argument comes from.</param>
/// <param name="Key">Name in the query string, header or route.</param>
/// <param name="Conversion">Method of <see cref="Convert"/> that reads one value; empty for text.</param>
/// <param name="IsList">Whether it takes several values, separated by commas.</param>
/// <param name="Item">Full name of one value's type, where it is a list.</param>
internal sealed record ParameterModel(
    string Name,
    string Type,
    Binding Binding,
    string Key = "",
    string Conversion = "",
    bool IsList = false,
    string Item = "");
