using System.Text.Json;
using LocalCloud.Iam;

namespace LocalCloud.Template;

/// <summary>
/// Reads who may do what: <c>AWS::IAM::Role</c>, the policies of functions without a role, and what <c>AWS::IAM::Policy</c> and
/// <c>AWS::IAM::ManagedPolicy</c> add to roles.
/// </summary>
internal sealed class RoleReader(IReadOnlyDictionary<string, DeclaredResource> resources, ResourceValues values, Intrinsics intrinsics, List<TemplateError> errors)
{
    public IReadOnlyList<RoleResource> Read() =>
        [.. Of("AWS::IAM::Role").Select(ReadRole), .. Of("AWS::Serverless::Function").Where(function => function.Properties["Role"] is null).Select(ReadFunction)];

    /// <summary>ARN of the role in an instance profile, by the profile's name.</summary>
    public IReadOnlyDictionary<string, string> ReadProfiles()
    {
        Dictionary<string, string> profiles = new(StringComparer.Ordinal);
        foreach (var profile in Of("AWS::IAM::InstanceProfile"))
        {
            if (Texts(profile, "Roles") is [var role])
            {
                profiles[values.Name(profile)] = Of("AWS::IAM::Role").FirstOrDefault(one => values.Name(one) == role) is { } declared ? values.Arn(declared) : values.RoleArn(role);
            }
        }

        return profiles;
    }

    private RoleResource ReadRole(DeclaredResource role)
    {
        var name = values.Name(role);
        var managed = Texts(role, "ManagedPolicyArns").ToLookup(IsOfTemplate);

        return new(
            values.Arn(role),
            [
                .. Items(role, "Policies").SelectMany(policy => Document(role, (policy as TemplateNode.Mapping)?["PolicyDocument"], policy.Line)),
                .. Of("AWS::IAM::Policy").Where(policy => Texts(policy, "Roles").Contains(name)).SelectMany(OwnDocument),
                .. Of("AWS::IAM::ManagedPolicy").Where(policy => Texts(policy, "Roles").Contains(name) || managed[true].Contains(values.Arn(policy))).SelectMany(OwnDocument),
            ],
            [.. managed[false]]);
    }

    // AWS: without a Role the SAM transform makes one of Policies, which are documents, names and ARNs of managed policies, or SAM's own templates.
    private RoleResource ReadFunction(DeclaredResource function)
    {
        var policies = function.Properties["Policies"] is { } given ? intrinsics.Resolve(given) : null;
        var items = policies switch
        {
            null => [],
            TemplateNode.Sequence list => list.Items,
            var one => [one],
        };
        var documents = items.ToLookup(policy => policy is TemplateNode.Mapping mapping && mapping["Statement"] is not null);

        return new(
            values.RoleArn(values.MadeUpName(function.LogicalId + "Role")),
            [.. Basic(), .. documents[true].SelectMany(policy => Document(function, policy, policy.Line))],
            [.. documents[false].Select(policy => policy switch
            {
                TemplateNode.Scalar scalar => scalar.Value,
                TemplateNode.Mapping { Entries: [var template, ..] } => template.Key,
                _ => "a policy that is none",
            })]);
    }

    // AWS: the transform adds AWSLambdaBasicExecutionRole, which lets a function write its log.
    private static IEnumerable<Statement> Basic() =>
        [new() { IsAllow = true, Actions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], Resources = ["*"] }];

    private IEnumerable<Statement> OwnDocument(DeclaredResource policy) => Document(policy, Resolved(policy, "PolicyDocument"), policy.Line);

    private IReadOnlyList<Statement> Document(DeclaredResource owner, TemplateNode? document, int line)
    {
        try
        {
            return document is null ? throw new FormatException("a policy needs a PolicyDocument") : PolicyParser.Parse(NodeJson.ToText(document));
        }
        catch (Exception wrong) when (wrong is FormatException or JsonException)
        {
            errors.Add(new(line, $"{owner.LogicalId}: {wrong.Message}"));

            return [];
        }
    }

    private bool IsOfTemplate(string arn) => Of("AWS::IAM::ManagedPolicy").Any(policy => values.Arn(policy) == arn);

    private IReadOnlyList<string> Texts(DeclaredResource resource, string property) => [.. Items(resource, property).OfType<TemplateNode.Scalar>().Select(item => item.Value)];

    private IReadOnlyList<TemplateNode> Items(DeclaredResource resource, string property) => Resolved(resource, property) is TemplateNode.Sequence list ? list.Items : [];

    private TemplateNode? Resolved(DeclaredResource resource, string property) => resource.Properties[property] is { } given ? intrinsics.Resolve(given) : null;

    private IEnumerable<DeclaredResource> Of(string type) => resources.Values.Where(resource => resource.Type == type);
}
