using System.Security.Cryptography;
using System.Text;
using LocalCloud.Lineages;

namespace LocalCloud.Iam;

/// <summary>Who makes a call. Found as a feature of every request that was let in.</summary>
/// <param name="Arn">Such as <c>arn:aws:sts::123456789012:assumed-role/role/session</c>.</param>
/// <param name="UserId">Such as <c>AROA…:session</c>.</param>
/// <param name="RoleArn">The role whose policies decide; <c>null</c> for the operator, who may do everything.</param>
internal sealed record Caller(string Arn, string UserId, string? RoleArn)
{
    private const string IdCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int IdLength = 17;

    public string Account => Arn.Split(':')[4];

    /// <summary>What the calling process of a function works on; <c>null</c> for all other callers.</summary>
    public EventAtHand? AtHand { get; init; }

    /// <summary>Goes with whatever this call causes.</summary>
    public Lineage Causes => AtHand?.Causes ?? Lineage.None;

    public static Caller Operator(string accountId) => new($"arn:aws:iam::{accountId}:user/local", "AIDALOCALLOCALLOCALL", null);

    /// <summary>A session of a role.</summary>
    /// <param name="roleArn">ARN of the role.</param>
    /// <param name="session">Name of the session: the task's id for a job, the function's name for a function.</param>
    // AWS: the path of a role is in its ARN, and not in that of its sessions (IAM user guide, identifiers).
    public static Caller Session(string roleArn, string session) =>
        new($"arn:aws:sts::{roleArn.Split(':')[4]}:assumed-role/{RoleName(roleArn)}/{session}", $"{RoleId(roleArn)}:{session}", roleArn);

    public static string RoleName(string roleArn) => roleArn[(roleArn.LastIndexOf('/') + 1)..];

    /// <summary>The unique id of a role: the same at every start, as long as its ARN is.</summary>
    public static string RoleId(string roleArn)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(roleArn));

        return "AROA" + string.Concat(hash.Take(IdLength).Select(value => IdCharacters[value % IdCharacters.Length]));
    }
}
