using LocalCloud.Iam;

namespace LocalCloud.Template;

/// <summary>A role that the template declares, or that the SAM transform makes of a function's policies.</summary>
/// <param name="Arn">ARN of the role.</param>
/// <param name="Statements">What its policies say, as far as they are in the template.</param>
/// <param name="Elsewhere">Policies that it has, and that are not in the template: nobody here knows what they say.</param>
internal sealed record RoleResource(string Arn, IReadOnlyList<Statement> Statements, IReadOnlyList<string> Elsewhere);
