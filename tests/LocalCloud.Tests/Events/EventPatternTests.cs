using System.Text.Json;
using LocalCloud.Events;
using LocalCloud.Events.Patterns;

namespace LocalCloud.Tests.Events;

/// <summary>The operators of EventBridge's documentation, each with an event that matches and one that does not.</summary>
public sealed class EventPatternTests
{
    [Theory]
    [InlineData("""{"source":["aws.batch"]}""", """{"source":"aws.batch"}""", """{"source":"aws.ec2"}""")]
    [InlineData("""{"detail":{"status":["FAILED","SUCCEEDED"]}}""", """{"detail":{"status":"FAILED"}}""", """{"detail":{"status":"RUNNING"}}""")]
    [InlineData("""{"a":["1"],"b":["2"]}""", """{"a":"1","b":"2"}""", """{"a":"1","b":"3"}""")]
    [InlineData("""{"a":[{"prefix":"job-"}]}""", """{"a":"job-1"}""", """{"a":"my-job-1"}""")]
    [InlineData("""{"a":[{"prefix":{"equals-ignore-case":"JOB"}}]}""", """{"a":"job-1"}""", """{"a":"x"}""")]
    [InlineData("""{"a":[{"suffix":".json"}]}""", """{"a":"x.json"}""", """{"a":"x.json.bak"}""")]
    [InlineData("""{"a":[{"equals-ignore-case":"Failed"}]}""", """{"a":"FAILED"}""", """{"a":"FAIL"}""")]
    [InlineData("""{"a":[{"wildcard":"jobs/*/run-*.log"}]}""", """{"a":"jobs/x/y/run-1.log"}""", """{"a":"jobs/run-1.log"}""")]
    [InlineData("""{"a":[{"wildcard":"*x*x*"}]}""", """{"a":"axbxc"}""", """{"a":"axb"}""")]
    [InlineData("""{"a":[{"wildcard":"a\\*b"}]}""", """{"a":"a*b"}""", """{"a":"axb"}""")]
    [InlineData("""{"a":[{"anything-but":"x"}]}""", """{"a":"y"}""", """{"a":"x"}""")]
    [InlineData("""{"a":[{"anything-but":["x","y"]}]}""", """{"a":"z"}""", """{"b":"z"}""")]
    [InlineData("""{"a":[{"anything-but":[1,2]}]}""", """{"a":3}""", """{"a":2.0}""")]
    [InlineData("""{"a":[{"anything-but":{"prefix":"x"}}]}""", """{"a":"y"}""", """{"a":"xy"}""")]
    [InlineData("""{"a":[{"anything-but":{"suffix":["x","y"]}}]}""", """{"a":"z"}""", """{"a":"zy"}""")]
    [InlineData("""{"a":[{"anything-but":{"wildcard":"*/lib/*"}}]}""", """{"a":"/bin/x"}""", """{"a":"/lib/x"}""")]
    [InlineData("""{"a":[{"anything-but":{"equals-ignore-case":["x"]}}]}""", """{"a":"y"}""", """{"a":"X"}""")]
    [InlineData("""{"a":[{"numeric":[">",0,"<=",5]}]}""", """{"a":5}""", """{"a":5.1}""")]
    [InlineData("""{"a":[{"numeric":["=",3e2]}]}""", """{"a":300.0}""", """{"a":"300"}""")]
    [InlineData("""{"a":[{"exists":true}]}""", """{"a":null}""", """{"b":1}""")]
    [InlineData("""{"a":[{"exists":false}]}""", """{"b":1}""", """{"a":1}""")]
    [InlineData("""{"a":{"b":[{"exists":false}]}}""", """{"c":1}""", """{"a":{"b":1}}""")]
    [InlineData("""{"a":[{"cidr":"10.0.0.0/24"}]}""", """{"a":"10.0.0.255"}""", """{"a":"10.0.1.0"}""")]
    [InlineData("""{"a":[null]}""", """{"a":null}""", """{"b":null}""")]
    [InlineData("""{"a":[true]}""", """{"a":true}""", """{"a":false}""")]
    [InlineData("""{"a":[""]}""", """{"a":""}""", """{"a":" "}""")]
    [InlineData("""{"a":[300]}""", """{"a":3.0e2}""", """{"a":"300"}""")]
    [InlineData("""{"a":["x"]}""", """{"a":["y","x"]}""", """{"a":["y"]}""")]
    [InlineData("""{"a":{"b":["1"],"c":["2"]}}""", """{"a":[{"b":"0"},{"b":"1","c":"2"}]}""", """{"a":[{"b":"1"},{"c":"2"}]}""")]
    [InlineData("""{"$or":[{"a":["1"]},{"b":["2"]}]}""", """{"b":"2"}""", """{"a":"2","b":"1"}""")]
    [InlineData("""{"s":["x"],"$or":[{"a":["1"]},{"b":[{"numeric":[">",1]}]}]}""", """{"s":"x","b":2}""", """{"b":2}""")]
    // What is no leaf does not exist: objects and empty lists.
    [InlineData("""{"a":[{"exists":true}]}""", """{"a":[1]}""", """{"a":{"b":1}}""")]
    [InlineData("""{"a":[{"exists":true}]}""", """{"a":[[],[null]]}""", """{"a":[]}""")]
    [InlineData("""{"a":[{"exists":false}]}""", """{"a":{"b":1}}""", """{"a":[[1]]}""")]
    [InlineData("""{"a":[{"exists":false}]}""", """{"a":[]}""", """{"a":""}""")]
    [InlineData("""{"a":{"b":[{"exists":false}]}}""", """{"a":[]}""", """{"a":[{"c":2},{"b":1}]}""")]
    [InlineData("""{"a":{"b":[2],"c":[{"exists":false}]}}""", """{"a":[{"b":2},{"c":2}]}""", """{"a":[{"b":2,"c":2},{"d":1}]}""")]
    [InlineData("""{"a":["x",{"exists":false}]}""", """{"b":1}""", """{"a":"y"}""")]
    [InlineData("""{"a":[{"anything-but":"x"}]}""", """{"a":[{"b":1},"y"]}""", """{"a":[{"b":"y"}]}""")]
    [InlineData("""{"a":[{"anything-but":{"suffix":"x"}}]}""", """{"a":null}""", """{"a":{"b":"y"}}""")]
    // Names: a dot is nesting, lists in lists are one list, the last of two counts.
    [InlineData("""{"a.b":[1]}""", """{"a":{"b":1}}""", """{"a":{"c":1}}""")]
    [InlineData("""{"a":{"b":[1]}}""", """{"a.b":1}""", """{"b":1}""")]
    [InlineData("""{"a":[1]}""", """{"a":[[2],[[1]]]}""", """{"a":[[2],[[3]]]}""")]
    [InlineData("""{"a":{"b":[1],"c":[2]}}""", """{"a":[[{"b":0}],[{"b":1,"c":2}]]}""", """{"a":[[{"b":1}],[{"c":2}]]}""")]
    [InlineData("""{"a":[1],"a":[2]}""", """{"a":2}""", """{"a":1}""")]
    [InlineData("""{"a":[1],"$or":[{"a":[2]},{"b":[3]}]}""", """{"a":2}""", """{"a":1}""")]
    [InlineData("""{"$or":[{"a":[2]},{"b":[3]}],"a":[1]}""", """{"a":1}""", """{"a":2}""")]
    [InlineData("""{"d":{"$or":[{"a":[2]},{"b":[3]}]}}""", """{"d":[{"b":3}]}""", """{"a":2}""")]
    // Numbers: what a double holds is compared, anything else is its characters.
    [InlineData("""{"a":[1e300]}""", """{"a":1.0e300}""", """{"a":1e301}""")]
    [InlineData("""{"a":[{"numeric":["=",1e300]}]}""", """{"a":10e299}""", """{"a":"1e300"}""")]
    [InlineData("""{"a":[{"numeric":[">",0]}]}""", """{"a":1e-300}""", """{"a":123456789012345678}""")]
    [InlineData("""{"a":[123456789012345678]}""", """{"a":123456789012345678}""", """{"a":123456789012345679}""")]
    [InlineData("""{"a":[{"anything-but":5}]}""", """{"a":123456789012345678}""", """{"a":5.0}""")]
    [InlineData("""{"a":[0]}""", """{"a":-0.0}""", """{"a":"0"}""")]
    // Addresses, also where no range is asked for.
    [InlineData("""{"a":["10.0.0.1"]}""", """{"a":"010.0.0.1"}""", """{"a":"8.0.0.1"}""")]
    [InlineData("""{"a":["::1"]}""", """{"a":"0:0:0:0:0:0:0:1"}""", """{"a":"::2"}""")]
    [InlineData("""{"a":[{"cidr":"10.1.2.3/8"}]}""", """{"a":"::ffff:a00:1"}""", """{"a":"::ffff:10.0.0.1"}""")]
    [InlineData("""{"a":[{"cidr":"10.0.0.0/8"}]}""", """{"a":"10.1.1.1"}""", """{"a":"10.1"}""")]
    // Letters, each for itself.
    [InlineData("""{"a":[{"equals-ignore-case":"ß"}]}""", """{"a":"SS"}""", """{"a":"ss"}""")]
    [InlineData("""{"a":[{"equals-ignore-case":"ı"}]}""", """{"a":"I"}""", """{"a":"i"}""")]
    [InlineData("""{"a":[{"equals-ignore-case":"ς"}]}""", """{"a":"Σ"}""", """{"a":"σ"}""")]
    [InlineData("""{"a":[{"suffix":{"equals-ignore-case":"straße"}}]}""", """{"a":"Alte STRASSE"}""", """{"a":"Alte Strasse"}""")]
    [InlineData("""{"a":[{"exactly":"x"}]}""", """{"a":"x"}""", """{"a":"X"}""")]
    public void A_pattern_matches_the_one_event_and_not_the_other(string pattern, string matching, string other)
    {
        var parsed = EventPattern.Parse(pattern);

        Assert.True(Matches(parsed, matching));
        Assert.False(Matches(parsed, other));
    }

    [Theory]
    [InlineData("""{"a":[{"greater-than":1}]}""", "$.a[0].greater-than")]
    [InlineData("""{"a":"x"}""", "$.a")]
    [InlineData("""{"a":[]}""", "$.a")]
    [InlineData("""{"a":{}}""", "$.a")]
    [InlineData("{}", "$")]
    [InlineData("[]", "$")]
    [InlineData("{", "JSON")]
    [InlineData("""{"a":[["x"]]}""", "$.a[0]")]
    [InlineData("""{"a":[{"prefix":1}]}""", "$.a[0].prefix")]
    [InlineData("""{"a":[{"prefix":"x","suffix":"y"}]}""", "$.a[0]")]
    [InlineData("""{"a":[{"numeric":["<",5,">",1]}]}""", "$.a[0].numeric")]
    [InlineData("""{"a":[{"numeric":["!",5]}]}""", "$.a[0].numeric")]
    [InlineData("""{"a":[{"exists":"yes"}]}""", "$.a[0].exists")]
    [InlineData("""{"a":[{"wildcard":"a**b"}]}""", "$.a[0].wildcard")]
    [InlineData("""{"a":[{"anything-but":{"numeric":["=",1]}}]}""", "$.a[0].anything-but")]
    [InlineData("""{"$or":[{"a":["1"]}]}""", "$.$or")]
    [InlineData("""{"$or":["x","y"]}""", "$.$or[0]")]
    [InlineData("""{"$or":[{"prefix":["x"]},{"b":["y"]}]}""", "$.$or[0].prefix")]
    [InlineData("""{"a":[{"anything-but":[1,"x"]}]}""", "$.a[0].anything-but")]
    [InlineData("""{"a":[{"anything-but":[null]}]}""", "$.a[0].anything-but[0]")]
    [InlineData("""{"a":[{"anything-but":{"prefix":""}}]}""", "$.a[0].anything-but.prefix")]
    [InlineData("""{"a":[{"anything-but":{"suffix":["x",""]}}]}""", "$.a[0].anything-but.suffix[1]")]
    [InlineData("""{"a":[{"cidr":"10.0.0.0/32"}]}""", "$.a[0].cidr")]
    [InlineData("""{"a":[{"cidr":"::1/128"}]}""", "$.a[0].cidr")]
    [InlineData("""{"a":[{"cidr":"10.0/8"}]}""", "$.a[0].cidr")]
    [InlineData("""{"a":[{"cidr":"::ffff:10.0.0.0/120"}]}""", "$.a[0].cidr")]
    [InlineData("""{"a":[{"numeric":["=",123456789012345678]}]}""", "$.a[0].numeric[1]")]
    [InlineData("""{"a":[{"anything-but":9007199254740993}]}""", "$.a[0].anything-but")]
    public void A_pattern_that_EventBridge_would_refuse_is_refused_with_the_place(string pattern, string place) =>
        Assert.Contains(place, Assert.Throws<FormatException>(() => EventPattern.Parse(pattern)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_thousand_combinations_of_alternatives_are_refused()
    {
        static string Or(int count) => $"[{string.Join(',', Enumerable.Range(0, count).Select(index => $$"""{"f{{index}}":[1]}"""))}]";

        Assert.NotNull(EventPattern.Parse($$$"""{"a":{"$or":{{{Or(37)}}}},"b":{"$or":{{{Or(27)}}}}}"""));
        Assert.Contains(
            "combinations",
            Assert.Throws<FormatException>(() => EventPattern.Parse($$$"""{"a":{"$or":{{{Or(40)}}}},"b":{"$or":{{{Or(25)}}}}}""")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_asks_whether_an_object_of_the_job_exists_names_it()
    {
        var rule = new EventRule(new()
        {
            Name = "no-arrays",
            EventPattern = """{"detail":{"arrayProperties":[{"exists":false}],"status":["FAILED"],"jobId":[{"exists":true}],"$or":[{"container":{"exitCode":[{"exists":true}]}},{"attempts":[{"exists":true}]}]}}""",
            Targets = [new() { Id = "t", Arn = "arn:aws:sqs:us-east-1:123456789012:jobs" }],
        });

        Assert.Equal(["detail.arrayProperties", "detail.attempts"], rule.AskedBranches.Order(StringComparer.Ordinal));
    }

    private static bool Matches(EventPattern pattern, string json)
    {
        using var document = JsonDocument.Parse(json);

        return pattern.Matches(document.RootElement);
    }
}
