using System.Text.RegularExpressions;
using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Wire;

namespace BatchFunctions.Http;

/// <summary>
/// Names of resources in paths, looked at before AWS Batch is asked: it takes an ARN of another kind for a matter of permissions, and we
/// for a name what stands behind the last slash.
/// </summary>
internal static partial class PathNames
{
    // AWS: up to 128 letters, digits, hyphens and underscores (API_CreateJobQueue and its siblings).
    private const string Form = "it has up to 128 letters, digits, hyphens and underscores";

    /// <summary>What an ARN has before the name, by the first part of a route.</summary>
    // AWS: resource types of AWS Batch (service authorization reference).
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["compute-environments"] = "compute-environment",
        ["job-queues"] = "job-queue",
        ["job-definitions"] = "job-definition",
        ["scheduling-policies"] = "scheduling-policy",
        ["consumable-resources"] = "consumable-resource",
        ["service-environments"] = "service-environment",
    };

    /// <returns>What is wrong with a name in the path; <c>null</c> where there is none, or each may be one.</returns>
    public static InputError? Wrong(APIGatewayHttpApiV2ProxyRequest request)
    {
        var collection = request.RouteKey?.Split('/').ElementAtOrDefault(1) ?? "";
        if (request.PathParameters is not { } path || !Kinds.TryGetValue(collection, out var kind))
        {
            return null;
        }

        if (path.TryGetValue("name", out var name) && WhatIsWrong(name, kind) is { } wrong)
        {
            return new InputError("{name}", wrong);
        }

        return path.TryGetValue("quotaShareName", out var share) && !Name().IsMatch(share)
            ? new InputError("{quotaShareName}", $"'{share}' is no name of a quota share: {Form}.")
            : null;
    }

    private static string? WhatIsWrong(string value, string kind)
    {
        var words = kind.Replace('-', ' ');
        var isRevision = kind == "job-definition";
        var arn = Arn().Match(value);
        if (!arn.Success)
        {
            return Name().IsMatch(value) || (isRevision && Revision().IsMatch(value))
                ? null
                : $"'{value}' is no name of a {words}: {Form}{(isRevision ? ", and may end in a colon and the number of a revision" : "")}; its ARN would do too.";
        }

        if (arn.Groups["service"].Value != "batch" || arn.Groups["kind"].Value != kind)
        {
            return $"'{value}' is the ARN of another thing than a {words}, whose ARN ends in {kind}/NAME.";
        }

        var name = arn.Groups["name"].Value;

        return Name().IsMatch(name) || (isRevision && Revision().IsMatch(name)) ? null : $"'{value}' is no ARN of a {words}: of its name, {Form}.";
    }

    [GeneratedRegex(@"^arn:[^:]*:(?<service>[^:]*):[^:]*:[^:]*:(?<kind>[^/:]*)([/:](?<name>.*))?\z", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Arn();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,128}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,128}:[0-9]{1,9}\z")]
    private static partial Regex Revision();
}
