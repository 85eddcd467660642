using System.Text.Json;
using LocalCloud.Stack;

namespace LocalCloud.Tests.Stack;

public sealed class TableShapeTests
{
    private const string Table =
        """
        {"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],
         "AttributeDefinitions":[{"AttributeName":"sk","AttributeType":"S"},{"AttributeName":"pk","AttributeType":"S"}],
         "GlobalSecondaryIndexes":[{"IndexName":"byQueue","KeySchema":[{"AttributeName":"queue","KeyType":"HASH"}],
                                    "Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["status","at"]}}]}
        """;

    [Fact]
    public void A_table_is_as_wanted_whatever_the_order_of_its_parts_and_however_much_more_is_described()
    {
        const string Described =
            """
            {"TableStatus":"ACTIVE","ItemCount":3,"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],
             "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"S"}],
             "GlobalSecondaryIndexes":[{"IndexName":"byQueue","IndexStatus":"ACTIVE","KeySchema":[{"AttributeName":"queue","KeyType":"HASH"}],
                                        "Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["at","status"]}}]}
            """;

        Assert.Empty(Differences(Table, Described));
    }

    [Fact]
    public void Every_difference_is_named() => Assert.Equal(
        [
            "the index byTime (at HASH; ALL) is missing",
            "the attribute sk is (S), not (N)",
            "the key is (pk HASH, sk RANGE), not (pk HASH)",
            "the index byQueue (queue HASH; INCLUDE at status) is too much",
        ],
        Differences(
            """
            {"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
             "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"N"}],
             "GlobalSecondaryIndexes":[{"IndexName":"byTime","KeySchema":[{"AttributeName":"at","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}]}
            """,
            Table));

    private static IReadOnlyList<string> Differences(string wanted, string found)
    {
        using var template = JsonDocument.Parse(wanted);
        using var table = JsonDocument.Parse(found);
        return TableShape.Differences(template.RootElement, table.RootElement);
    }
}
