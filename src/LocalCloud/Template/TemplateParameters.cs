using System.Globalization;
using System.Text.RegularExpressions;

namespace LocalCloud.Template;

/// <summary>The Parameters section: defaults, values given from outside, and the checks CloudFormation makes on them.</summary>
internal static class TemplateParameters
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(1);

    public static void Read(
        TemplateNode? section, TemplateSettings settings, Dictionary<string, TemplateNode> values, List<TemplateError> errors)
    {
        var declared = section is TemplateNode.Mapping { Entries: var entries } ? entries : [];
        foreach (var parameter in declared)
        {
            if (parameter.Value is not TemplateNode.Mapping declaration)
            {
                errors.Add(new(parameter.Line, $"the parameter {parameter.Key} needs a Type"));
                continue;
            }

            values[parameter.Key] = Value(parameter, declaration, settings, errors);
        }

        errors.AddRange(settings.Parameters.Keys
            .Where(name => !declared.Any(parameter => parameter.Key == name))
            .Select(name => new TemplateError(0, $"the template has no parameter {name}")));
    }

    private static TemplateNode Value(
        TemplateNode.Entry parameter, TemplateNode.Mapping declaration, TemplateSettings settings, List<TemplateError> errors)
    {
        var text = settings.Parameters.GetValueOrDefault(parameter.Key) ?? Field(declaration, "Default");
        if (text is null)
        {
            errors.Add(new(parameter.Line, $"the parameter {parameter.Key} has no default; give it with --parameter-overrides {parameter.Key}=VALUE"));
        }
        else if (Complaint(declaration, text) is { } complaint)
        {
            errors.Add(new(parameter.Line, $"the parameter {parameter.Key} is \"{text}\" but {complaint}"));
        }

        var type = Field(declaration, "Type") ?? "String";
        return type == "CommaDelimitedList" || type.StartsWith("List<", StringComparison.Ordinal)
            ? new TemplateNode.Sequence(
                [.. (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Plain)],
                parameter.Line)
            : Plain(text ?? "");

        TemplateNode Plain(string value) => new TemplateNode.Scalar(value, IsPlain: false, parameter.Line);
    }

    private static string? Complaint(TemplateNode.Mapping declaration, string text)
    {
        if (declaration["AllowedValues"] is TemplateNode.Sequence { Items: var allowed }
            && !allowed.OfType<TemplateNode.Scalar>().Any(value => value.Value == text))
        {
            return $"must be one of {string.Join(", ", allowed.OfType<TemplateNode.Scalar>().Select(value => value.Value))}";
        }

        if (Field(declaration, "AllowedPattern") is { } pattern
            && !Matches(text, pattern))
        {
            return Field(declaration, "ConstraintDescription") ?? $"must match {pattern}";
        }

        return Field(declaration, "Type") == "Number" ? NumberComplaint(declaration, text) : LengthComplaint(declaration, text);
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

    private static string? Field(TemplateNode.Mapping declaration, string name) => (declaration[name] as TemplateNode.Scalar)?.Value;
}
