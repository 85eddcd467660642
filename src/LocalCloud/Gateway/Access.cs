using System.Globalization;
using LocalCloud.Iam;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Gateway;

/// <summary>What the caller of one request may do. Found as a feature of every request that was let in.</summary>
/// <param name="roles">The policies.</param>
/// <param name="caller">Who calls.</param>
/// <param name="service">The addressed service, by its signing name.</param>
/// <param name="keys">Condition keys that every request has; asked for only where policies are.</param>
/// <param name="log">Hears of what nobody can decide.</param>
internal sealed class Access(RoleBook roles, Caller caller, string service, Lazy<IReadOnlyDictionary<string, IReadOnlyList<string>>> keys, ILogger<Access> log)
{
    /// <summary>Whether the caller may do everything, so that nobody need ask.</summary>
    public bool IsUnlimited => caller.RoleArn is null || !roles.IsDeclared(caller.RoleArn);

    /// <param name="context">The request.</param>
    /// <param name="roles">The policies.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="scope">What it was signed for.</param>
    /// <param name="now">Time of the request.</param>
    /// <param name="log">Hears of what nobody can decide.</param>
    public static Access Of(HttpContext context, RoleBook roles, Caller caller, CredentialScope scope, DateTimeOffset now, ILogger<Access> log) =>
        new(roles, caller, scope.Service, new(() => Keys(context, caller, scope, now)), log);

    private static Dictionary<string, IReadOnlyList<string>> Keys(HttpContext context, Caller caller, CredentialScope scope, DateTimeOffset now)
    {
        Dictionary<string, IReadOnlyList<string>> keys = new(StringComparer.OrdinalIgnoreCase)
        {
            ["aws:PrincipalAccount"] = [caller.Account],
            ["aws:PrincipalType"] = [caller.RoleArn is null ? "User" : "AssumedRole"],
            ["aws:PrincipalIsAWSService"] = ["false"],
            // AWS: for a session it is the role's ARN, not the session's (IAM user guide, global condition keys).
            ["aws:PrincipalArn"] = [caller.RoleArn ?? caller.Arn],
            ["aws:userid"] = [caller.UserId],
            ["aws:ResourceAccount"] = [caller.Account],
            ["aws:RequestedRegion"] = [scope.Region],
            ["aws:CurrentTime"] = [now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)],
            ["aws:EpochTime"] = [now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)],
            ["aws:SourceIp"] = ["127.0.0.1"],
            ["aws:ViaAWSService"] = ["false"],
            // Differs: the loopback device needs no TLS to keep others out; a policy that wants it means what this gives.
            ["aws:SecureTransport"] = ["true"],
        };
        foreach (var (key, header) in ((string, string)[])[("aws:UserAgent", "User-Agent"), ("aws:Referer", "Referer")])
        {
            if (context.Request.Headers.TryGetValue(header, out var value))
            {
                keys[key] = [value.ToString()];
            }
        }

        return keys;
    }

    /// <exception cref="AwsException">The policies of the caller do not allow one of them.</exception>
    public void Check(IEnumerable<Demand> demands)
    {
        if (IsUnlimited)
        {
            return;
        }

        foreach (var demand in demands)
        {
            if (Decide(demand) is not Decision.Allowed and var decision)
            {
                throw Refusal(demand, decision);
            }
        }
    }

    public bool May(Demand demand) => IsUnlimited || Decide(demand) is Decision.Allowed;

    private Decision Decide(Demand demand)
    {
        Dictionary<string, IReadOnlyList<string>> all = new(keys.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, values) in demand.Keys)
        {
            all[key] = values;
        }

        var decision = roles.Decide(caller.RoleArn, new(demand.Action, demand.Resource, all));
        if (decision is Decision.Unclear { Operator: var unknown })
        {
            log.UnknownOperator(demand.Action, caller.RoleArn ?? caller.Arn, unknown);
        }

        return decision;
    }

    // AWS: IAM user guide, troubleshoot access denied error messages; the services differ in case, quotes and status (observed).
    private AwsException Refusal(Demand demand, Decision decision)
    {
        var action = service == "sqs" ? demand.Action.ToLowerInvariant() : demand.Action;
        var resource = service == "s3" ? $"\"{demand.Resource}\"" : demand.Resource;
        var why = decision is Decision.Denied
            ? "with an explicit deny in an identity-based policy"
            : $"because no identity-based policy allows the {action} action";
        var message = $"User: {caller.Arn} is not authorized to perform: {action} on resource: {resource} {why}";

        return service switch
        {
            "s3" or "sts" => new("AccessDenied", message, StatusCodes.Status403Forbidden),
            "dynamodb" or "logs" or "events" => new("AccessDeniedException", message),
            "sqs" => new("AccessDeniedException", message, StatusCodes.Status403Forbidden) { QueryCode = "AccessDenied" },
            _ => new("AccessDeniedException", message, StatusCodes.Status403Forbidden),
        };
    }
}
