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

    private static StackModel Load(StackOptions options) =>
        TemplateFile.Find(options) is (var text, var settings) ? TemplateLoader.Load(text, settings) : throw new InvalidOperationException("There is no template.");
}
