using LocalCloud.Console;
using LocalCloud.Template;

namespace LocalCloud.Tests.Console;

public sealed class TemplateQuestionsTests : IDisposable
{
    private const string Text = """
        Parameters: { Stage: { Type: String } }
        Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: !Sub ['${Stage}-${Group}', { Group: !ImportValue group }] } } }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("questions-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_answered_once_is_not_asked_again()
    {
        File.WriteAllText(Path.Combine(_folder, TemplateQuestions.FileName), """{"parameters":{"Stage":"dev"},"imports":{"group":"sg-1"}}""");

        var model = Questions().Load(Text, new());

        Assert.Equal("dev-sg-1", Assert.Single(model.Queues).Name);
    }

    [Fact]
    public void What_is_given_now_is_stronger_than_an_answer()
    {
        File.WriteAllText(Path.Combine(_folder, TemplateQuestions.FileName), """{"parameters":{"Stage":"dev"},"imports":{"group":"sg-1"}}""");

        var model = Questions().Load(Text, new() { Parameters = new Dictionary<string, string> { ["Stage"] = "prod" } });

        Assert.Equal("prod-sg-1", Assert.Single(model.Queues).Name);
    }

    [Fact]
    public void Where_nobody_can_be_asked_all_that_is_missing_is_told()
    {
        var missing = Assert.Throws<TemplateException>(() => Questions().Load(Text, new())).Missing;

        Assert.Equal(["Stage", "group"], missing.Select(value => value.Name).Order(StringComparer.Ordinal));
        Assert.False(File.Exists(Path.Combine(_folder, TemplateQuestions.FileName)));
    }

    [Fact]
    public void An_answer_that_the_template_does_not_allow_is_an_error_of_the_template()
    {
        File.WriteAllText(Path.Combine(_folder, TemplateQuestions.FileName), """{"parameters":{"Stage":"test"}}""");

        var exception = Assert.Throws<TemplateException>(() => Questions().Load("Parameters: { Stage: { Type: String, AllowedValues: [dev] } }\nResources: {}\n", new()));

        Assert.Contains("the parameter Stage is \"test\" but must be one of dev", exception.Message, StringComparison.Ordinal);
    }

    private TemplateQuestions Questions() => new(new Screen(TextWriter.Null, TextWriter.Null), null, _folder);
}
