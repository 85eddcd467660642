using System.Text.Json;
using CsCheck;
using LocalCloud.Events.Patterns;

namespace LocalCloud.Tests.Events;

/// <summary>What holds of every pattern and every event; a failure prints its seed.</summary>
public sealed class EventPatternLaws
{
    private static readonly Gen<string> Leaf = Gen.OneOf<string>(
        Gen.OneOf("\"x\"", "\"X\"", "\"\"", "\"10.0.0.1\"", "\"\\u00df\"", "null", "true", "false"),
        Gen.OneOf("0", "-0.0", "1", "1.0", "3e2", "300", "1e-300", "123456789012345678"));

    private static readonly Gen<string> Operator = Gen.OneOf<string>(
        Leaf,
        Gen.OneOf("""{"prefix":"x"}""", """{"suffix":""}""", """{"wildcard":"*"}""", """{"equals-ignore-case":"x"}""", """{"cidr":"10.0.0.0/8"}"""),
        Gen.OneOf("""{"numeric":[">",0,"<=",300]}""", """{"anything-but":["x",""]}""", """{"anything-but":[1,300]}""", """{"anything-but":{"prefix":"x"}}"""));

    [Fact]
    public void A_field_exists_or_does_not() =>
        Leaf.Array[0, 3].Sample(leaves =>
        {
            var json = $$"""{"a":[{{string.Join(',', leaves)}}]}""";

            return Matches("""{"a":[{"exists":true}]}""", json) != Matches("""{"a":[{"exists":false}]}""", json);
        });

    [Fact]
    public void A_dot_in_a_name_is_nesting() =>
        Gen.Select(Operator, Leaf).Sample((test, leaf) =>
            new[] { $$$"""{"a":{"b":[{{{test}}}]}}""", $$$"""{"a.b":[{{{test}}}]}""" }
                .SelectMany(pattern => new[] { $$$"""{"a":{"b":{{{leaf}}}}}""", $$$"""{"a.b":{{{leaf}}}}""" }.Select(json => Matches(pattern, json)))
                .Distinct()
                .Count() == 1);

    [Fact]
    public void One_leaf_is_matched_by_a_value_or_by_anything_but_it() =>
        Gen.Select(Gen.OneOf("\"x\"", "\"\"", "1", "300", "1e-300"), Leaf).Sample((value, leaf) =>
            Matches($$"""{"a":[{{value}}]}""", $$"""{"a":{{leaf}}}""") != Matches($$"""{"a":[{"anything-but":{{value}}}]}""", $$"""{"a":{{leaf}}}"""));

    [Fact]
    public void Or_of_two_fields_matches_what_one_of_them_matches() =>
        Gen.Select(Operator, Operator, Leaf, Leaf).Sample((left, right, a, b) =>
        {
            var json = $$"""{"a":{{a}},"b":{{b}}}""";

            return Matches($$"""{"$or":[{"a":[{{left}}]},{"b":[{{right}}]}]}""", json)
                == (Matches($$"""{"a":[{{left}}]}""", json) || Matches($$"""{"b":[{{right}}]}""", json));
        });

    [Fact]
    public void A_list_of_tests_matches_what_one_of_them_matches() =>
        Gen.Select(Operator.Array[1, 3], Leaf.Array[0, 3]).Sample((tests, leaves) =>
        {
            var json = $$"""{"a":[{{string.Join(',', leaves)}}]}""";

            return Matches($$"""{"a":[{{string.Join(',', tests)}}]}""", json) == tests.Any(test => Matches($$"""{"a":[{{test}}]}""", json));
        });

    [Fact]
    public void A_list_matches_where_one_of_its_values_does_however_deep_it_lies() =>
        Gen.Select(Operator, Leaf.Array[1, 3]).Sample((test, leaves) =>
        {
            var pattern = $$"""{"a":[{{test}}]}""";
            var one = leaves.Any(leaf => Matches(pattern, $$"""{"a":{{leaf}}}"""));

            return Matches(pattern, $$"""{"a":[{{string.Join(',', leaves)}}]}""") == one
                && Matches(pattern, $$"""{"a":[{{string.Join(',', leaves.Select(leaf => $"[[{leaf}]]"))}}]}""") == one;
        });

    [Fact]
    public void Of_objects_in_a_list_one_must_match_all_fields() =>
        Gen.Select(Operator, Operator, Gen.Select(Leaf, Leaf).Array[0, 3]).Sample((left, right, pairs) =>
        {
            var pattern = $$$"""{"a":{"b":[{{{left}}}],"c":[{{{right}}}]}}""";
            var objects = pairs.Select(pair => $$"""{"b":{{pair.Item1}},"c":{{pair.Item2}}}""").ToList();

            return Matches(pattern, $$$"""{"a":[{{{string.Join(',', objects)}}}]}""") == objects.Any(one => Matches(pattern, $$$"""{"a":{{{one}}}}"""));
        });

    private static bool Matches(string pattern, string json)
    {
        using var document = JsonDocument.Parse(json);

        return EventPattern.Parse(pattern).Matches(document.RootElement);
    }
}
