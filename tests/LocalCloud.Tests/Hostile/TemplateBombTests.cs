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

    private static string Each(int count, Func<int, string> line) => string.Concat(Enumerable.Range(1, count).Select(line));
}
