using Microsoft.CodeAnalysis;

namespace Aws.Tests.Sdk.Generator;

/// <summary>The generator works only when a model file changes.</summary>
public sealed class IncrementalTests
{
    private const string File = "small.model.json";

    [Fact]
    public void Code_that_is_typed_elsewhere_costs_nothing()
    {
        var run = new GeneratorRun((File, SnapshotTests.Resource(File)));

        run.AddCode("internal class Unrelated;");

        Assert.Equal([IncrementalStepRunReason.Cached], run.Reasons);
    }

    [Fact]
    public void Blank_space_in_the_model_changes_nothing_after_it_was_read()
    {
        var model = SnapshotTests.Resource(File);
        var run = new GeneratorRun((File, model));

        run.ReplaceFile(File, model + "\n\n");

        Assert.Equal([IncrementalStepRunReason.Cached], run.Reasons);
    }

    [Fact]
    public void A_changed_model_is_written_again()
    {
        var model = SnapshotTests.Resource(File);
        var run = new GeneratorRun((File, model));

        run.ReplaceFile(File, model.Replace("\"WOOD\"", "\"STEEL\"", StringComparison.Ordinal));

        Assert.Equal([IncrementalStepRunReason.Modified], run.Reasons);
        Assert.Contains("STEEL", run.Sources["Kind.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Other_files_are_not_models() =>
        Assert.Empty(new GeneratorRun(("settings.json", "{}"), ("model.json.txt", "no")).Diagnostics);
}
