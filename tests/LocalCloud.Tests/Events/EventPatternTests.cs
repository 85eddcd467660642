using System.Text.Json;
using LocalCloud.Events;

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
    public void A_pattern_that_EventBridge_would_refuse_is_refused_with_the_place(string pattern, string place) =>
        Assert.Contains(place, Assert.Throws<FormatException>(() => EventPattern.Parse(pattern)).Message, StringComparison.Ordinal);

    private static bool Matches(EventPattern pattern, string json)
    {
        using var document = JsonDocument.Parse(json);

        return pattern.Matches(document.RootElement);
    }
}
