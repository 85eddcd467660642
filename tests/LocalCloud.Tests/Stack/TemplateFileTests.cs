using LocalCloud.Stack;
using LocalCloud.Template;

namespace LocalCloud.Tests.Stack;

public sealed class TemplateFileTests
{
    [Fact]
    public void The_defaults_are_the_queues_and_the_definition_of_the_repositorys_template()
    {
        var defaults = Load(new() { Template = null, HasDefaults = true });
        var template = Load(new() { Template = Repository.File("template.yaml") });

        Assert.Equal(template.Batch.Select(Identity), defaults.Batch.Select(Identity));
        Assert.Equal("default", defaults.Outputs["JobQueueName"]);
        static (BatchResourceKind, string) Identity(BatchResource resource) => (resource.Kind, resource.Name);
    }

    [Fact]
    public void Without_template_and_defaults_there_is_nothing() => Assert.Null(TemplateFile.Find(new() { Template = null }));

    [Fact]
    public void A_template_that_is_not_there_is_told_with_the_folder_it_was_looked_for_in()
    {
        var refused = Assert.Throws<StartException>(() => TemplateFile.Find(new() { Template = "/nowhere/at/all/t.yaml" }));

        Assert.Equal(
            "There is no template t.yaml in /nowhere/at/all: go to the folder that has it, name another with --template FILE, or run without functions with --no-template.",
            refused.Message);
    }

    [Fact]
    public void In_a_folder_without_a_template_the_programs_own_is_run()
    {
        StackOptions options = new() { Template = "nowhere.yaml", OtherTemplate = Repository.File("template.yaml") };

        Assert.Equal(Repository.File("template.yaml"), TemplateFile.Find(options)?.Settings.File);
    }

    [Fact]
    public void The_list_of_what_is_served_in_the_documentation_is_complete()
    {
        var row = Assert.Single(File.ReadLines(Repository.File("docs/templates.md")), line => line.StartsWith("| Served |", StringComparison.Ordinal));

        Assert.Equal(
            ResourceTypes.ListOfServed.Split(", "),
            System.Text.RegularExpressions.Regex.Matches(row, "`((AWS|Custom)::[A-Za-z0-9:]+)`").Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    private static StackModel Load(StackOptions options) =>
        TemplateFile.Find(options) is (var text, var settings) ? TemplateLoader.Load(text, settings) : throw new InvalidOperationException("There is no template.");
}
