namespace LocalCloud.Iam;

/// <summary>One statement of a policy.</summary>
internal sealed record Statement
{
    /// <summary>Allows all there is.</summary>
    public static readonly Statement Everything = new() { IsAllow = true, Actions = ["*"], Resources = ["*"] };

    /// <summary><c>Effect: Allow</c>; else Deny.</summary>
    public required bool IsAllow { get; init; }

    /// <summary>Patterns of <c>Action</c>, or with <see cref="IsNotAction"/> of <c>NotAction</c>.</summary>
    public required IReadOnlyList<string> Actions { get; init; }

    public bool IsNotAction { get; init; }

    /// <summary>Patterns of <c>Resource</c>, or with <see cref="IsNotResource"/> of <c>NotResource</c>.</summary>
    public required IReadOnlyList<string> Resources { get; init; }

    public bool IsNotResource { get; init; }

    /// <summary>All of them must hold.</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>Whether <c>${…}</c> is a variable: in policies of version 2012-10-17 only.</summary>
    public bool HasVariables { get; init; }
}

/// <summary>One key of one operator of a Condition.</summary>
/// <param name="Operator">As written, such as <c>ForAnyValue:StringLikeIfExists</c>.</param>
/// <param name="Key">Such as <c>aws:PrincipalArn</c>.</param>
/// <param name="Values">One of them must fit; none may where the operator is negated.</param>
internal sealed record Condition(string Operator, string Key, IReadOnlyList<string> Values);
