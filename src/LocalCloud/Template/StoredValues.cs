using System.Text.RegularExpressions;

namespace LocalCloud.Template;

/// <summary>What Parameter Store holds: what was given from outside as <c>ssm:NAME</c>, and what the template itself puts there.</summary>
internal sealed partial class StoredValues(IReadOnlyDictionary<string, string> given, TemplateNode.Mapping root)
{
    /// <summary>Before a name among the values that are given from outside.</summary>
    public const string Prefix = "ssm:";

    /// <param name="name">Name, with or without a version or label behind a colon.</param>
    public string? Find(string name)
    {
        var bare = name.Split(':')[0];

        return given.GetValueOrDefault(Prefix + name) ?? given.GetValueOrDefault(Prefix + bare) ?? InTemplate(bare);
    }

    // AWS: of public parameters, such as images, and of what cdk bootstrap leaves, nothing is needed on one machine.
    public static bool IsOfAws(string name) => name.StartsWith("/aws/", StringComparison.Ordinal) || name.StartsWith("/cdk-bootstrap/", StringComparison.Ordinal);

    public static TemplateError Unknown(string name, int line) => new(line, $"what Parameter Store holds as {name} is not known here; give it with --import {Prefix}{name}=VALUE")
    {
        Missing = new(Prefix + name, IsImport: true, IsSecret: false, ""),
    };

    /// <summary>Names of the parameters that a text refers to with <c>{{resolve:ssm:NAME}}</c>.</summary>
    // AWS: dynamic references (CloudFormation user guide). Those of secrets stay as they are: nobody here has them.
    public static IEnumerable<string> Names(string text) => Reference().Matches(text).Select(match => match.Groups[1].Value);

    public static string Replace(string text, Func<string, string> value) => Reference().Replace(text, match => value(match.Groups[1].Value));

    // Only what is written out: a name that is an expression would need resources, and these need the parameters.
    private string? InTemplate(string name) => (root["Resources"] as TemplateNode.Mapping)?.Entries
        .Select(entry => entry.Value as TemplateNode.Mapping)
        .Where(resource => resource?["Type"] is TemplateNode.Scalar { Value: "AWS::SSM::Parameter" })
        .Select(resource => resource?["Properties"] as TemplateNode.Mapping)
        .Where(properties => properties?["Name"] is TemplateNode.Scalar own && own.Value == name)
        .Select(properties => (properties?["Value"] as TemplateNode.Scalar)?.Value)
        .FirstOrDefault();

    [GeneratedRegex(@"\{\{resolve:ssm:([A-Za-z0-9_.\-/]+(?::\d+)?)\}\}")]
    private static partial Regex Reference();
}
