using LocalCloud.Gateway;

namespace LocalCloud.Logs;

/// <summary>What a caller must be allowed to, for each operation of CloudWatch Logs (service authorization reference, Amazon CloudWatch Logs).</summary>
internal static class LogsPermissions
{
    public static readonly IReadOnlyDictionary<string, Func<ServiceCall, IReadOnlyList<Demand>>> Rows = new Dictionary<string, Func<ServiceCall, IReadOnlyList<Demand>>>(StringComparer.Ordinal)
    {
        ["CreateLogGroup"] = call => [new("logs:CreateLogGroup", Group(call))],
        ["CreateLogStream"] = call => [new("logs:CreateLogStream", Stream(call))],
        ["DeleteLogGroup"] = call => [new("logs:DeleteLogGroup", Group(call))],
        ["DeleteLogStream"] = call => [new("logs:DeleteLogStream", Stream(call))],
        ["DeleteRetentionPolicy"] = call => [new("logs:DeleteRetentionPolicy", Group(call))],
        ["DescribeLogGroups"] = call => [new("logs:DescribeLogGroups", Group(call))],
        ["DescribeLogStreams"] = call => [new("logs:DescribeLogStreams", Group(call))],
        ["FilterLogEvents"] = call => [new("logs:FilterLogEvents", Group(call))],
        ["GetLogEvents"] = call => [new("logs:GetLogEvents", Stream(call))],
        ["PutLogEvents"] = call => [new("logs:PutLogEvents", Stream(call))],
        ["PutRetentionPolicy"] = call => [new("logs:PutRetentionPolicy", Group(call))],
    };

    // AWS: what is about a group is about its streams, without naming one (observed in refusals): so group:* fits, and the bare group does not.
    private static string Group(ServiceCall call) => Of(call, "");

    private static string Stream(ServiceCall call) => Of(call, call.Text("logStreamName"));

    private static string Of(ServiceCall call, string stream)
    {
        var group = call.TextIfAny("logGroupName") ?? call.Text("logGroupIdentifier");
        var name = group.Split(':') is ["arn", _, _, _, _, _, var inArn, ..] ? inArn : group;

        return call.Account.Arn("logs", $"log-group:{name}:log-stream:{stream}");
    }
}
