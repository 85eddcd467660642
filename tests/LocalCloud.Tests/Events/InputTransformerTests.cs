using System.Text;
using System.Text.Json;
using LocalCloud.Events;

namespace LocalCloud.Tests.Events;

public sealed class InputTransformerTests
{
    private const string Event = """{"id":"e","resources":["r0","r1"],"detail":{"name":"a \"b\"","n":1,"o":{"k":"v"},"list":[{"x":1},{"x":2}]}}""";

    [Theory]
    [InlineData("""{"name":<name>,"n":<n>,"o":<o>}""", """{"name":"a \"b\"","n":1,"o":{"k":"v"}}""")]
    [InlineData("""{"text":"<n> of <name>"}""", """{"text":"1 of a \"b\""}""")]
    [InlineData("\"<first> <o>\"", "\"r0 {k:v}\"")]
    [InlineData("<xs>", "[1,2]")]
    [InlineData("""{"none":<none>,"in":"<none>"}""", """{"none":null,"in":""}""")]
    [InlineData("""{"rule":"<aws.events.rule-name>","arn":<aws.events.rule-arn>,"at":<aws.events.event.ingestion-time>}""", """{"rule":"r","arn":"arn:r","at":"2026-01-31T12:00:00Z"}""")]
    [InlineData("<aws.events.event>", """{"id":"e","resources":["r0","r1"]}""")]
    [InlineData("<aws.events.event.json>", Event)]
    [InlineData("<unknown> <a b>", "<unknown> <a b>")]
    public void Variables_are_put_into_the_template(string template, string made)
    {
        InputTransformer transformer = new(
            new Dictionary<string, string>
            {
                ["name"] = "$.detail.name",
                ["n"] = "$.detail.n",
                ["o"] = "$.detail.o",
                ["first"] = "$.resources[0]",
                ["xs"] = "$.detail.list[*].x",
                ["none"] = "$.detail.none",
            },
            template);
        using var document = JsonDocument.Parse(Event);

        Assert.Equal(made, Encoding.UTF8.GetString(transformer.Apply(document.RootElement, "arn:r", "r", new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero)).Span));
    }

    [Theory]
    [InlineData("detail", "InputPathsMap: the path of v is not valid: it must be $ or names joined by dots, such as $.detail.jobId")]
    [InlineData("$.a[", "InputPathsMap: the path of v is not valid: it must be $ or names joined by dots, such as $.detail.jobId")]
    [InlineData("$.a['b c'][0]", null)]
    public void A_path_that_is_none_is_refused(string path, string? complaint) =>
        Assert.Equal(complaint, new InputTransformer(new Dictionary<string, string> { ["v"] = path }, "<v>").Complaint());
}
