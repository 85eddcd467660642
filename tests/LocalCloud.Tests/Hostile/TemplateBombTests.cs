using LocalCloud.Template;
using Support.Fuzz;

namespace LocalCloud.Tests.Hostile;

/// <summary>Templates that are made to cost more than they weigh are refused, in memory and stack that a laptop has.</summary>
public sealed class TemplateBombTests
{
    private static readonly Dictionary<string, Func<string>> Bombs = new()
    {
        ["a billion laughs"] = () => "a0: &a0 lol\n" + Each(9, n => $"a{n}: &a{n} [{Each(9, _ => $"*a{n - 1},")}*a{n - 1}]\n"),
        ["aliases that nest without nesting"] = () => "a0: &a0 x\n" + Each(20_000, n => $"a{n}: &a{n} [*a{n - 1}]\n"),
        ["brackets without end"] = () => HostileJson.Nested(100_000),
        ["braces without end"] = () => HostileJson.Nested(100_000, "{a: ", "}"),
        ["intrinsics without end"] = () => "Resources: " + Each(50_000, _ => "!Sub [a, {b: ") + "c" + Each(50_000, _ => "}]"),
        ["names that double"] = () => "Resources:\n  Q0: { Type: AWS::SQS::Queue, Properties: { QueueName: aaaaaaaaaaaaaaaa } }\n"
            + Each(60, n => $"  Q{n}: {{ Type: AWS::SQS::Queue, Properties: {{ QueueName: !Sub '${{Q{n - 1}.QueueName}}${{Q{n - 1}.QueueName}}' }} }}\n"),
        ["names that stand on each other"] = () => "Resources:\n  Q0: { Type: AWS::SQS::Queue }\n"
            + Each(20_000, n => $"  Q{n}: {{ Type: AWS::SQS::Queue, Properties: {{ QueueName: !GetAtt Q{n - 1}.QueueName }} }}\n"),
        ["a name that stands on itself"] = () => "Resources:\n  A: { Type: AWS::SQS::Queue, Properties: { QueueName: !GetAtt B.QueueName } }\n  B: { Type: AWS::SQS::Queue, Properties: { QueueName: !GetAtt A.QueueName } }\n",
        ["conditions that stand on each other"] = () => "Conditions:\n  C0: !Equals [a, a]\n" + Each(20_000, n => $"  C{n}: {{ Condition: C{n - 1 + 0} }}\n").Replace("C1: { Condition: C0 }", "C1: { Condition: C20000 }", StringComparison.Ordinal) + "Resources: {}\n",
        ["a condition that stands on itself"] = () => "Conditions:\n  A: { Condition: B }\n  B: !Not [{ Condition: A }]\nResources: {}\n",
        ["a pattern that backtracks"] = () => $"Parameters:\n  P: {{ Type: String, Default: {new string('a', 40)}!, AllowedPattern: '((a+)+)+' }}\nResources: {{}}\n",
        ["a pattern that is none"] = () => "Parameters:\n  P: { Type: String, Default: a, AllowedPattern: '((' }\nResources: {}\n",
        ["references three deep"] = () => Name("!Sub ['" + Each(1000, _ => "${a}") + "', {a: !Sub ['" + Each(1000, _ => "${b}") + "', {b: !Sub ['" + Each(1000, _ => "${c}") + "', {c: x}]}]}]"),
        ["many variables three deep"] = () => Name(Nested(3, 60)),
        ["lists of split texts"] = () => $"Parameters:\n  P: {{ Type: String, Default: '{new string(',', 4000)}' }}\n" + Name("!Join ['', [" + Each(3_000, _ => "!Select [0, !Split [',', !Ref P]],") + "x]]"),
        ["a found list in lists"] = () => $"Mappings:\n  M: {{ a: {{ b: '{new string('x', 4000)}' }} }}\n" + Name("!Join ['', [" + Each(20_000, _ => "!FindInMap [M, a, b],") + "x]]"),
        ["long texts in many properties"] = () => "Resources:\n" + Each(60, n => $"  Q{n}: {{ Type: AWS::SQS::Queue, Properties: {{ Tags: [{{ Key: k, Value: !Join ['', [" + Each(20, _ => $"!Sub '{Each(150, _ => "${AWS::StackId}")}',") + "x]] }] } }\n"),
        ["a loop of long items"] = () => "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::L:\n    - X\n    - ['" + new string('x', 100_000) + "']\n    - 'Q&{X}': { Type: AWS::SQS::Queue, Properties: { QueueName: '" + Each(50_000, _ => "${X}") + "' } }\n",
        ["a loop of large bodies"] = () => "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::L:\n    - X\n    - [" + Each(5_000, n => $"a{n},") + "b]\n    - 'Q${X}': { Type: AWS::SQS::Queue, Metadata: { m: [" + Each(1_000, _ => "x,") + "x] } }\n",
        ["no YAML"] = () => "\0\u0001\u0002",
        ["nothing"] = () => "",
    };

    public static TheoryData<string> Names => [.. Bombs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_bomb_is_refused_with_a_line(string what)
    {
        var text = Bombs[what]();
        TemplateException? refused = null;

        var allocated = Law.Allocated(() => refused = Assert.Throws<TemplateException>(() => TemplateLoader.Load(text, new())));

        Assert.NotEmpty(refused?.Errors ?? []);
        Assert.True(allocated < 200_000_000, $"{text.Length} characters took {allocated} bytes.");
    }

    [Fact]
    public void What_comes_to_too_much_is_named_by_its_resource_and_property()
    {
        var refused = Assert.Throws<TemplateException>(() => TemplateLoader.Load(Bombs["references three deep"](), new()));

        Assert.Equal("Queue: Tags: a text comes to more than 262144 characters", refused.Errors[0].Message);
    }

    // A name is asked for by others before the queue itself is read; a tag is not.
    private static string Name(string expression) => $"Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      Tags: [{{ Key: k, Value: {expression} }}]\n";

    private static string Nested(int depth, int variables) => depth == 0
        ? "x"
        : "!Sub ['" + Each(variables, n => $"${{a{n}}}") + "', {" + Each(variables, n => $"a{n}: {Nested(depth - 1, variables)},") + "}]";

    private static string Each(int count, Func<int, string> line) => string.Concat(Enumerable.Range(1, count).Select(line));
}
