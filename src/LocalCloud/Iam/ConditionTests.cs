using System.Globalization;
using System.Net;

namespace LocalCloud.Iam;

/// <summary>How each operator compares one value of the request with one of the policy (IAM user guide, condition operators).</summary>
internal static class ConditionTests
{
    private const int ArnParts = 6;

    /// <summary>The comparison, the negation left out; <c>null</c> for an operator that is not known here.</summary>
    /// <param name="name">Such as <c>NumericLessThan</c>.</param>
    public static Func<string, string, IamRequest?, bool>? Find(string name) => name switch
    {
        "StringEquals" or "StringNotEquals" => (actual, wanted, variables) => Wildcards.Compile(wanted, variables, hasWildcards: false) == actual,
        "StringEqualsIgnoreCase" or "StringNotEqualsIgnoreCase" => (actual, wanted, variables) =>
            string.Equals(Wildcards.Compile(wanted, variables, hasWildcards: false), actual, StringComparison.OrdinalIgnoreCase),
        "StringLike" or "StringNotLike" => (actual, wanted, variables) => Wildcards.Compile(wanted, variables) is { } pattern && Wildcards.Match(pattern, actual),
        "ArnEquals" or "ArnLike" or "ArnNotEquals" or "ArnNotLike" => (actual, wanted, variables) => Wildcards.Compile(wanted, variables) is { } pattern && IsArnLike(pattern, actual),
        "Bool" => (actual, wanted, _) => string.Equals(actual, wanted, StringComparison.OrdinalIgnoreCase),
        "BinaryEquals" => (actual, wanted, _) => actual == wanted,
        "NumericEquals" or "NumericNotEquals" => Numbers((actual, wanted) => actual == wanted),
        "NumericLessThan" => Numbers((actual, wanted) => actual < wanted),
        "NumericLessThanEquals" => Numbers((actual, wanted) => actual <= wanted),
        "NumericGreaterThan" => Numbers((actual, wanted) => actual > wanted),
        "NumericGreaterThanEquals" => Numbers((actual, wanted) => actual >= wanted),
        "DateEquals" or "DateNotEquals" => Dates((actual, wanted) => actual == wanted),
        "DateLessThan" => Dates((actual, wanted) => actual < wanted),
        "DateLessThanEquals" => Dates((actual, wanted) => actual <= wanted),
        "DateGreaterThan" => Dates((actual, wanted) => actual > wanted),
        "DateGreaterThanEquals" => Dates((actual, wanted) => actual >= wanted),
        "IpAddress" or "NotIpAddress" => (actual, wanted, _) => IsWithin(actual, wanted),
        _ => null,
    };

    // AWS: the six parts of an ARN are compared one by one, so that a star does not reach over a colon but in the last.
    private static bool IsArnLike(string pattern, string actual)
    {
        var (wanted, parts) = (pattern.Split(':', ArnParts), actual.Split(':', ArnParts));

        return wanted.Length == ArnParts && parts.Length == ArnParts && wanted.Zip(parts).All(pair => Wildcards.Match(pair.First, pair.Second));
    }

    private static Func<string, string, IamRequest?, bool> Numbers(Func<decimal, decimal, bool> compare) => (actual, wanted, _) =>
        decimal.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out var left)
        && decimal.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out var right)
        && compare(left, right);

    private static Func<string, string, IamRequest?, bool> Dates(Func<DateTimeOffset, DateTimeOffset, bool> compare) => (actual, wanted, _) =>
        Date(actual) is { } left && Date(wanted) is { } right && compare(left, right);

    // AWS: ISO 8601, or seconds since 1970.
    private static DateTimeOffset? Date(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) && seconds is > -62_135_596_800 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static bool IsWithin(string address, string wanted) =>
        IPAddress.TryParse(address, out var ip)
        && (IPNetwork.TryParse(wanted, out var network) ? network.Contains(ip) : IPAddress.TryParse(wanted, out var one) && one.Equals(ip));
}
