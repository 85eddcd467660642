using System.Text;
using System.Text.Json;
using LocalCloud.Gateway;

namespace LocalCloud.DynamoDb;

/// <summary>What an expression may be before it is handed to dynalite, whose parser needs three to four times as long for each level of nesting.</summary>
internal static class ExpressionLimits
{
    // AWS: 4 KB for each expression string (Quotas in Amazon DynamoDB, Expression parameters).
    private const int LongestExpression = 4096;

    // Differs: DynamoDB has no such limit, but 300 operators. One condition in six levels of parentheses, or a hundred in three, take a
    // part of a second.
    private const int MostWork = 10_000;
    private const int WorkOfLevel = 4;
    private const int DeepestLevel = 7;

    /// <exception cref="AwsException">ValidationException: an expression is too long, or nests too deeply.</exception>
    public static void Check(JsonElement body)
    {
        foreach (var member in body.EnumerateObject())
        {
            if (member.NameEquals("RequestItems") && member.Value.ValueKind == JsonValueKind.Object)
            {
                // BatchGetItem has a projection for each table.
                foreach (var table in member.Value.EnumerateObject().Where(table => table.Value.ValueKind == JsonValueKind.Object))
                {
                    CheckMembers(table.Value);
                }
            }
        }

        CheckMembers(body);
    }

    private static void CheckMembers(JsonElement owner)
    {
        foreach (var member in owner.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.String))
        {
            if (member.Name.EndsWith("Expression", StringComparison.Ordinal))
            {
                CheckExpression(member.Name, member.Value.GetString() ?? "");
            }
        }
    }

    private static void CheckExpression(string name, string expression)
    {
        if (Encoding.UTF8.GetByteCount(expression) is var size && size > LongestExpression)
        {
            throw new AwsException("ValidationException", $"Invalid {name}: Expression size has exceeded the maximum allowed size; expression size: {size}");
        }

        if (Work(expression) > MostWork)
        {
            throw new AwsException("ValidationException", $"Invalid {name}: The expression has too many parentheses within each other for the local DynamoDB; write it flatter.");
        }
    }

    private static long Work(string expression)
    {
        var (work, level) = (0L, 0);
        foreach (var character in expression)
        {
            level += character switch { '(' => 1, ')' when level > 0 => -1, _ => 0 };
            work += character == '(' ? (long)Math.Pow(WorkOfLevel, Math.Min(level, DeepestLevel)) : 0;
        }

        return work;
    }
}
