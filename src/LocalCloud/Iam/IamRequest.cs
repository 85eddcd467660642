namespace LocalCloud.Iam;

/// <summary>What a policy is asked: may this be done to that, under these circumstances?</summary>
/// <param name="Action">Such as <c>s3:GetObject</c>.</param>
/// <param name="Resource">ARN; <c>*</c> where the action cannot be limited to a resource.</param>
/// <param name="Keys">Condition keys and their values; names in any case, as IAM has them.</param>
internal sealed record IamRequest(string Action, string Resource, IReadOnlyDictionary<string, IReadOnlyList<string>> Keys)
{
    public IReadOnlyList<string>? Values(string key) => Keys.GetValueOrDefault(key);
}

/// <summary>What the policies say.</summary>
internal abstract record Decision
{
    private Decision()
    {
    }

    public sealed record Allowed : Decision;

    /// <summary>No statement allows it.</summary>
    public sealed record NotAllowed : Decision;

    /// <summary>A statement denies it, whatever others allow.</summary>
    public sealed record Denied : Decision;

    /// <summary>A statement that may concern it has a condition operator that is not known here, so nobody can say.</summary>
    /// <param name="Operator">Such as <c>StringSounds</c>.</param>
    public sealed record Unclear(string Operator) : Decision;
}
