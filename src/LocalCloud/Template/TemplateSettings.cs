namespace LocalCloud.Template;

/// <summary>What a template is resolved against.</summary>
internal sealed record TemplateSettings
{
    /// <summary>File name for error messages; code is looked for in the folders beside it.</summary>
    public string File { get; init; } = "template.yaml";

    public string Region { get; init; } = "us-east-1";

    public string AccountId { get; init; } = "123456789012";

    /// <summary><c>AWS::StackName</c>, and the first part of names that CloudFormation would make up.</summary>
    public string StackName { get; init; } = "local";

    /// <summary>The endpoint of all services, such as <c>http://127.0.0.1:4500</c>; queue URLs start with it.</summary>
    public string Endpoint { get; init; } = "http://127.0.0.1:4500";

    /// <summary>Where HTTP APIs answer, such as <c>http://127.0.0.1:4501</c>.</summary>
    public string ApiEndpoint { get; init; } = "http://127.0.0.1:4501";

    /// <summary>Values for parameters, by name, instead of their defaults.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>What other stacks export, by name; what Parameter Store holds, by <c>ssm:</c> and its name.</summary>
    public IReadOnlyDictionary<string, string> Imports { get; init; } = new Dictionary<string, string>();

    /// <summary>What is not served is refused instead of left out, and nothing is made up for it.</summary>
    public bool IsStrict { get; init; }
}
