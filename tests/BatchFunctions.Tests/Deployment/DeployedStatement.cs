using YamlDotNet.RepresentationModel;

namespace BatchFunctions.Tests.Deployment;

/// <summary>One statement of a role's policies.</summary>
internal sealed record DeployedStatement(string Role, IReadOnlyList<string> Actions, IReadOnlyList<string> Resources)
{
    public static IReadOnlyList<DeployedStatement> ReadAll() =>
    [
        .. from role in Template.Resources("AWS::IAM::Role")
           from policy in Template.Items(Template.Find(role.Value, "Policies"))
           from statement in Template.Items(Template.Find(policy, "PolicyDocument", "Statement"))
           select Read(role.Key, statement),
    ];

    private static DeployedStatement Read(string role, YamlNode statement) =>
        new(role, Template.Texts(Template.Find(statement, "Action")), Template.Texts(Template.Find(statement, "Resource")));
}
