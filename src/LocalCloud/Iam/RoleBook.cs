namespace LocalCloud.Iam;

/// <summary>A role whose policies are known.</summary>
/// <param name="Arn">ARN of the role.</param>
/// <param name="Statements">Of all its policies.</param>
internal sealed record DeclaredRole(string Arn, IReadOnlyList<Statement> Statements);

/// <summary>The roles that are declared, and what they may do. A role that nobody declares may do everything.</summary>
/// <param name="roles">The declared ones.</param>
/// <param name="isOn">False where nobody's policies are asked.</param>
internal sealed class RoleBook(IEnumerable<DeclaredRole> roles, bool isOn)
{
    private readonly Dictionary<string, DeclaredRole> _roles = isOn ? roles.ToDictionary(role => role.Arn, StringComparer.Ordinal) : [];

    public static RoleBook Empty { get; } = new([], isOn: false);

    public bool IsDeclared(string roleArn) => _roles.ContainsKey(roleArn);

    public Decision Decide(string? roleArn, IamRequest request) =>
        roleArn is not null && _roles.TryGetValue(roleArn, out var role) ? PolicyEvaluator.Decide(role.Statements, request) : new Decision.Allowed();
}
