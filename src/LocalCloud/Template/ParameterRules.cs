using System.Globalization;
using System.Text.RegularExpressions;

namespace LocalCloud.Template;

/// <summary>The checks that CloudFormation makes on the values of parameters. Values in, values out.</summary>
internal static class ParameterRules
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong with a value; <c>null</c> where nothing is.</summary>
    public static string? Complaint(TemplateNode.Mapping declaration, ParameterType type, string text) =>
        (type is { IsList: true, IsStored: false } ? Items(text) : [text]).Select(item => OfOne(declaration, type, item)).FirstOrDefault(complaint => complaint is not null);

    /// <summary>The values of a list.</summary>
    public static IReadOnlyList<string> Items(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public static string? Field(TemplateNode.Mapping declaration, string name) => (declaration[name] as TemplateNode.Scalar)?.Value;

    private static string? OfOne(TemplateNode.Mapping declaration, ParameterType type, string text)
    {
        if (declaration["AllowedValues"] is TemplateNode.Sequence { Items: var allowed }
            && !allowed.OfType<TemplateNode.Scalar>().Any(value => value.Value == text))
        {
            return $"must be one of {string.Join(", ", allowed.OfType<TemplateNode.Scalar>().Select(value => value.Value))}";
        }

        if (Field(declaration, "AllowedPattern") is { } pattern && !Matches(text, pattern))
        {
            return Field(declaration, "ConstraintDescription") ?? $"must match {pattern}";
        }

        return type is { Item: "Number", IsStored: false } ? NumberComplaint(declaration, text) : LengthComplaint(declaration, text);
    }

    private static bool Matches(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, $"^(?:{pattern})$", RegexOptions.CultureInvariant, PatternTimeout);
        }
        catch (Exception useless) when (useless is RegexParseException or RegexMatchTimeoutException)
        {
            // A pattern that is none, or takes longer than anybody waits, lets nothing pass: the complaint shows it.
            return false;
        }
    }

    private static string? NumberComplaint(TemplateNode.Mapping declaration, string text)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return "must be a number";
        }

        return number < Bound(declaration, "MinValue", decimal.MinValue) || number > Bound(declaration, "MaxValue", decimal.MaxValue)
            ? $"must lie between {Field(declaration, "MinValue") ?? "any number"} and {Field(declaration, "MaxValue") ?? "any number"}"
            : null;
    }

    private static string? LengthComplaint(TemplateNode.Mapping declaration, string text) =>
        text.Length < Bound(declaration, "MinLength", 0) || text.Length > Bound(declaration, "MaxLength", int.MaxValue)
            ? $"must have {Field(declaration, "MinLength") ?? "0"} to {Field(declaration, "MaxLength") ?? "any number of"} characters"
            : null;

    private static decimal Bound(TemplateNode.Mapping declaration, string name, decimal otherwise) =>
        decimal.TryParse(Field(declaration, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ? bound : otherwise;
}
