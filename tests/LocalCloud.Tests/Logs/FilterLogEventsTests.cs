using System.Text.Json.Nodes;
using LocalCloud.Logs;

namespace LocalCloud.Tests.Logs;

public sealed class FilterLogEventsTests : LogsTestBase
{
    [Fact]
    public async Task Streams_are_interleaved_by_time()
    {
        await WriteAsync("a", "a1");
        await WriteAsync("b", "b1");
        await WriteAsync("a", "a2");

        var answer = await FilterAsync("\"interleaved\":true");

        Assert.Equal(["a1", "b1", "a2"], Messages(answer));
        Assert.Equal(["a", "b", "a"], answer["events"]!.AsArray().Select(one => (string)one!["logStreamName"]!));
        Assert.Equal(3, answer["events"]!.AsArray().Select(one => (string)one!["eventId"]!).Where(id => id.Length == 56).Distinct().Count());
        Assert.Empty(answer["searchedLogStreams"]!.AsArray());
        Assert.Null(answer["nextToken"]);
    }

    [Fact]
    public async Task Streams_are_chosen_by_name_or_by_prefix()
    {
        await WriteAsync("hello/default/1", "h1");
        await WriteAsync("hello/default/2", "h2");
        await WriteAsync("other/default/3", "o3");

        Assert.Equal(["h1", "h2"], Messages(await FilterAsync("\"logStreamNamePrefix\":\"hello/\"")));
        Assert.Equal(["h2", "o3"], Messages(await FilterAsync("\"logStreamNames\":[\"other/default/3\",\"hello/default/2\"]")));
    }

    [Fact]
    public async Task A_page_that_is_full_has_a_token_that_leads_on()
    {
        await WriteAsync("a", "x1", "y", "x2", "y", "x3");

        var first = await FilterAsync("\"filterPattern\":\"\\\"x\\\"\",\"limit\":2");
        var second = await FilterAsync($"\"filterPattern\":\"\\\"x\\\"\",\"limit\":2,\"nextToken\":\"{first["nextToken"]}\"");

        Assert.Equal(["x1", "x2"], Messages(first));
        Assert.Equal(["x3"], Messages(second));
        Assert.Null(second["nextToken"]);
    }

    [Fact]
    public async Task Both_the_start_and_the_end_time_are_included()
    {
        await WriteAsync("a", "0", "1", "2", "3");
        var start = Now - 4;

        Assert.Equal(["1", "2"], Messages(await FilterAsync($"\"startTime\":{start + 1},\"endTime\":{start + 2}")));
    }

    [Theory]
    [InlineData("", "anything", true)]
    [InlineData("ERROR", "[ERROR 401] no", true)]
    [InlineData("ERROR", "[error 401] no", false)]
    [InlineData("ERROR ARGUMENTS", "[ERROR] bad ARGUMENTS", true)]
    [InlineData("ERROR ARGUMENTS", "[ERROR] bad", false)]
    [InlineData("?ERROR ?WARN", "WARN only", true)]
    [InlineData("?ERROR ?WARN", "INFO", false)]
    [InlineData("ERROR -ARGUMENTS", "ERROR with ARGUMENTS", false)]
    [InlineData("ERROR -ARGUMENTS", "ERROR", true)]
    [InlineData("\"INTERNAL SERVER ERROR\"", "500 INTERNAL SERVER ERROR", true)]
    [InlineData("\"INTERNAL SERVER ERROR\"", "500 INTERNAL ERROR SERVER", false)]
    [InlineData("\"say \\\"hi\\\"\"", "they say \"hi\"", true)]
    [InlineData("-\"not this\" that", "that", true)]
    [InlineData("-\"not this\" that", "that not this", false)]
    [InlineData("?gone here", "here", true)]
    public void Terms_mean_what_they_mean_in_CloudWatch(string pattern, string message, bool isMatch) =>
        Assert.Equal(isMatch, FilterPattern.Parse(pattern).Matches(message));

    [Theory]
    [InlineData("{ $.level = 50 }", "InvalidParameterException: LocalCloud does not support JSON filter patterns ('{'): use terms, \"quoted phrases\", ?optional and -excluded terms.")]
    [InlineData("[ip, user]", "InvalidParameterException: LocalCloud does not support space-delimited filter patterns ('['): use terms, \"quoted phrases\", ?optional and -excluded terms.")]
    [InlineData("%AUTH%", "InvalidParameterException: LocalCloud does not support regular expression filter patterns ('%'): use terms, \"quoted phrases\", ?optional and -excluded terms.")]
    [InlineData("a/b", "InvalidParameterException: Invalid character(s) in term 'a/b'")]
    [InlineData("\"open", "InvalidParameterException: Invalid filter pattern: a quotation mark is not closed.")]
    public async Task A_pattern_that_is_not_understood_is_refused_by_name(string pattern, string refusal)
    {
        var request = new JsonObject { ["logGroupName"] = Group, ["filterPattern"] = pattern };

        Assert.Equal(refusal, await RefusedAsync("FilterLogEvents", request.ToJsonString()));
    }

    [Theory]
    [InlineData("\"logStreamNames\":[\"nope\"]", "ResourceNotFoundException: The specified log stream does not exist.")]
    [InlineData("\"logStreamNames\":[\"a\"],\"logStreamNamePrefix\":\"a\"", "InvalidParameterException: Only one of logStreamNamePrefix or logStreamNames may be specified.")]
    [InlineData("\"nextToken\":\"?\"", "InvalidParameterException: The specified nextToken is invalid.")]
    public async Task What_cannot_be_searched_is_refused(string more, string refusal)
    {
        await WriteAsync("a", "1");

        Assert.Equal(refusal, await RefusedAsync("FilterLogEvents", $$"""{"logGroupName":"{{Group}}",{{more}}}"""));
    }

    private Task<JsonNode> FilterAsync(string more) => CallAsync("FilterLogEvents", $$"""{"logGroupName":"{{Group}}",{{more}}}""");
}
