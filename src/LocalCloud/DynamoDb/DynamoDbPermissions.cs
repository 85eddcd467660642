using LocalCloud.Gateway;

namespace LocalCloud.DynamoDb;

/// <summary>What a caller must be allowed to, for each operation of DynamoDB (service authorization reference, Amazon DynamoDB).</summary>
internal static class DynamoDbPermissions
{
    // An operation without a row is about one table, or about none: true for all the others.
    private static readonly Dictionary<string, Func<ServiceCall, IReadOnlyList<Demand>>> Rows = new(StringComparer.Ordinal)
    {
        ["Query"] = call => [Keyed(new("dynamodb:Query", TableOrIndex(call)), call)],
        ["Scan"] = call => [Keyed(new("dynamodb:Scan", TableOrIndex(call)), call)],
        ["BatchGetItem"] = call => [.. call.Names("RequestItems").Select(table => new Demand("dynamodb:BatchGetItem", Table(call, table)))],
        ["BatchWriteItem"] = call => [.. call.Names("RequestItems").Select(table => new Demand("dynamodb:BatchWriteItem", Table(call, table)))],
        // AWS: a transaction wants the permissions of what it does; ConditionCheck has one of its own.
        ["TransactGetItems"] = call => [.. call.Items("TransactItems").Select(item => new Demand("dynamodb:GetItem", Table(call, item.In("Get").Text("TableName"))))],
        ["TransactWriteItems"] = call => [.. call.Items("TransactItems").SelectMany(item => Writes(call, item))],
        ["TagResource"] = ByArn,
        ["UntagResource"] = ByArn,
        ["ListTagsOfResource"] = ByArn,
    };

    private static readonly (string Member, string Action)[] Parts =
        [("Put", "PutItem"), ("Update", "UpdateItem"), ("Delete", "DeleteItem"), ("ConditionCheck", "ConditionCheckItem")];

    public static IReadOnlyList<Demand> Of(ServiceCall call) => Rows.TryGetValue(call.Target, out var row)
        ? row(call)
        : [Keyed(new("dynamodb:" + call.Target, call.TextIfAny("TableName") is { } table ? Table(call, table) : "*"), call)];

    private static IReadOnlyList<Demand> ByArn(ServiceCall call) => [new("dynamodb:" + call.Target, call.Text("ResourceArn"))];

    private static IEnumerable<Demand> Writes(ServiceCall call, ServiceCall item) =>
        Parts.Where(part => item.In(part.Member).TextIfAny("TableName") is not null)
            .Select(part => new Demand("dynamodb:" + part.Action, Table(call, item.In(part.Member).Text("TableName"))));

    private static string TableOrIndex(ServiceCall call) =>
        Table(call, call.Text("TableName")) + (call.TextIfAny("IndexName") is { } index ? $"/index/{index}" : "");

    private static string Table(ServiceCall call, string nameOrArn) => call.Arn("dynamodb", "table/", nameOrArn);

    private static Demand Keyed(Demand demand, ServiceCall call) => demand
        .With("dynamodb:Select", call.TextIfAny("Select"))
        .With("dynamodb:ReturnValues", call.TextIfAny("ReturnValues"))
        .With("dynamodb:ReturnConsumedCapacity", call.TextIfAny("ReturnConsumedCapacity"));
}
