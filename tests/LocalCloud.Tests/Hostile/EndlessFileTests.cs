using System.Diagnostics;
using LocalCloud.Console;
using LocalCloud.Stack;
using LocalCloud.State;
using LocalCloud.Template;
using Support.Fuzz;

namespace LocalCloud.Tests.Hostile;

/// <summary>A file that a person names may be a link to anything; one without end is refused in a sentence.</summary>
public sealed class EndlessFileTests
{
    private const string Endless = "/dev/zero";

    private static readonly Dictionary<string, Action> Readers = new()
    {
        ["template"] = () => TemplateFile.Find(new() { Template = Endless }),
        ["manifest"] = () => ManifestRun.Read(new(Endless)),
        ["service rules"] = () => new JobSettings { ServiceRulesFile = Endless }.ReadServiceRules(),
        ["secrets"] = () => new JobSettings { SecretsFile = Endless }.Apply(new() { WorkRoot = "/state/jobs", Logs = LocalCloud.Tests.Stack.JobSettingsTests.NoLogs.Instance, Time = TimeProvider.System }, "/state"),
    };

    public static TheoryData<string> Names => [.. Readers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_has_no_end_is_refused_with_its_limit(string what)
    {
        StartException? refused = null;

        var allocated = Law.Allocated(() => refused = Assert.Throws<StartException>(Readers[what]));

        Assert.Matches($"{Endless} cannot be (read|used).*it is longer than [0-9]+ MiB", refused?.Message ?? "");
        Assert.True(allocated < 3L * NamedFile.LargestManifest, $"{what} took {allocated} bytes.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    public async Task What_has_an_end_is_read_whole_also_from_a_pipe(string text)
    {
        var folder = Directory.CreateTempSubdirectory("pipe-").FullName;
        var pipe = Path.Combine(folder, "pipe");
        using var writer = Process.Start("sh", ["-c", "mkfifo \"$0\"; printf %s \"$1\" >\"$0\"", pipe, text]);
        while (!Path.Exists(pipe))
        {
            await Task.Yield();
        }

        Assert.Equal(text, NamedFile.ReadText(pipe, 1024));

        await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
        Directory.Delete(folder, recursive: true);
    }
}
