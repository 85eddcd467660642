using System.Globalization;
using System.Xml;
using LocalCloud.Gateway;
using LocalCloud.Iam;
using Microsoft.Extensions.Primitives;

namespace LocalCloud.Sts;

/// <summary>Opens a session of a role. The keys end with their time, or with the stack.</summary>
// Differs: the trust policy of the role is not looked at; whether the caller may is its own policies' matter.
internal static class AssumeRole
{
    // AWS: 15 minutes to 12 hours, an hour where nothing is said; a session of a session has an hour at most (API_AssumeRole).
    private const int Shortest = 900;
    private const int Longest = 43_200;
    private const int Usual = 3_600;

    // What would make the session less than the role; leaving it out silently would grant too much.
    private static readonly string[] Refused = ["Policy", "PolicyArns.", "SerialNumber", "TokenCode", "ProvidedContexts."];

    /// <exception cref="AwsException">A parameter is missing, wrong or not supported.</exception>
    public static Action<XmlWriter> Run(Dictionary<string, StringValues> parameters, Caller caller, Sessions sessions, DateTimeOffset now)
    {
        if (parameters.Keys.FirstOrDefault(name => Refused.Any(refused => name.StartsWith(refused, StringComparison.Ordinal))) is { } unsupported)
        {
            throw new AwsException("ValidationError", $"The parameter {unsupported} is not supported by the local STS.");
        }

        var role = RoleArn(Required(parameters, "RoleArn"));
        var session = SessionName(Required(parameters, "RoleSessionName"));
        var keys = sessions.Open(Caller.Session(role, session) with { AtHand = caller.AtHand }, now, TimeSpan.FromSeconds(Seconds(parameters, caller)));

        return xml => Write(xml, keys);
    }

    private static void Write(XmlWriter xml, SessionKeys keys)
    {
        StsService.Start(xml, "AssumedRoleUser");
        StsService.Element(xml, "AssumedRoleId", keys.Caller.UserId);
        StsService.Element(xml, "Arn", keys.Caller.Arn);
        xml.WriteEndElement();
        StsService.Start(xml, "Credentials");
        StsService.Element(xml, "AccessKeyId", keys.AccessKeyId);
        StsService.Element(xml, "SecretAccessKey", keys.SecretAccessKey);
        StsService.Element(xml, "SessionToken", keys.Token);
        StsService.Element(xml, "Expiration", keys.Expiration?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "");
        xml.WriteEndElement();
    }

    private static string Required(Dictionary<string, StringValues> parameters, string name) =>
        parameters.GetValueOrDefault(name).ToString() is { Length: > 0 } value
            ? value
            : throw new AwsException("ValidationError", $"1 validation error detected: Value null at '{char.ToLowerInvariant(name[0])}{name[1..]}' failed to satisfy constraint: Member must not be null");

    private static string RoleArn(string arn) =>
        arn.Split(':') is ["arn", _, "iam", "", { Length: 12 }, var role] && role.StartsWith("role/", StringComparison.Ordinal) && !role.EndsWith('/')
            ? arn
            : throw new AwsException("ValidationError", $"{arn} is invalid: it must be the ARN of a role, such as arn:aws:iam::123456789012:role/name.");

    private static string SessionName(string name) =>
        name.Length is >= 2 and <= 64 && name.All(character => char.IsAsciiLetterOrDigit(character) || "_+=,.@-".Contains(character, StringComparison.Ordinal))
            ? name
            : throw new AwsException("ValidationError", $"1 validation error detected: Value '{name}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]* with 2 to 64 characters");

    private static int Seconds(Dictionary<string, StringValues> parameters, Caller caller)
    {
        if (parameters.GetValueOrDefault("DurationSeconds").ToString() is not { Length: > 0 } text)
        {
            return Usual;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < Shortest or > Longest)
        {
            throw new AwsException("ValidationError", $"1 validation error detected: Value '{text}' at 'durationSeconds' failed to satisfy constraint: Member must have value from {Shortest} to {Longest}");
        }

        return caller.RoleArn is not null && seconds > Usual
            ? throw new AwsException("ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining")
            : seconds;
    }
}
