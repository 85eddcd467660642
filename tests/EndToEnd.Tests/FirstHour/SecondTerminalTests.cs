using System.Diagnostics;

namespace EndToEnd.Tests.FirstHour;

/// <summary>The program in a second terminal, while the stack of the same state folder is up.</summary>
[Collection(StackCollection.Name)]
public sealed class SecondTerminalTests(StackFixture fixture)
{
    [Fact]
    public async Task A_manifest_goes_to_the_stack_that_is_up_and_is_followed()
    {
        var (exitCode, output) = await RunAsync("examples/hello.json", "--state", fixture.StateFolder);

        Assert.True(exitCode == 0, output);
        Assert.Contains($"The stack of {fixture.StateFolder} is up; it gets the manifest.", output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^hello \| Hello, BatchFunctions$", output);
        // Here the link leads somewhere.
        Assert.Matches($@"(?m)^hello SUCCEEDED  http://127\.0\.0\.1:{fixture.Stack.Api.Port}/jobs/[0-9a-f-]{{36}}$", output);
    }

    [Fact]
    public async Task What_would_change_the_stack_that_is_up_is_refused_by_name()
    {
        var (exitCode, output) = await RunAsync("examples/hello.json", "--state", fixture.StateFolder, "--max-vcpus", "2");

        Assert.Equal(2, exitCode);
        Assert.Matches(@"^The stack of .* is up already, and --max-vcpus would change it: leave it out .*--state DIR\.$", output);
    }

    [Fact]
    public async Task A_dropped_manifest_that_is_refused_is_told_on_the_terminal_of_the_stack()
    {
        var inbox = Path.Combine(fixture.StateFolder, "s3", fixture.Stack.InboxBucket, "inbox");
        await File.WriteAllTextAsync(Path.Combine(inbox, "refused.yaml"), "jobs: [{ jobName: one, jobQueue: defualt, jobDefinition: hello }]\n", TestContext.Current.CancellationToken);

        await fixture.Stack.SaysAsync(@"^Refused refused\.yaml: 1 error, nothing was submitted \(s3://.*/results/refused\.yaml\.json\)$");
        await fixture.Stack.SaysAsync(@"^  refused\.yaml\(1,\d+\): /jobs/0/jobQueue: There is no job queue 'defualt'");
    }

    [Fact]
    public async Task The_templates_outputs_have_the_names_that_they_have_on_AWS()
    {
        var (_, all) = await RunAsync("outputs", "--state", fixture.StateFolder);
        var (_, api) = await RunAsync("outputs", "ApiUrl", "--state", fixture.StateFolder);
        var (exitCode, wrong) = await RunAsync("outputs", "Nothing", "--state", fixture.StateFolder);

        Assert.Matches($"(?m)^InboxBucketName +{fixture.Stack.InboxBucket}$", all);
        Assert.Equal(fixture.Stack.Api.AbsoluteUri.TrimEnd('/'), api);
        Assert.Equal(2, exitCode);
        Assert.StartsWith("The template has no output Nothing; it has ApiUrl, ", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_stack_there_are_no_outputs()
    {
        var (exitCode, output) = await RunAsync("outputs", "--state", "/nowhere");

        Assert.Equal((2, "No local stack is up with the state folder /nowhere; start it, or name its folder with --state DIR."), (exitCode, output));
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new(Repository.LocalCloud, arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{Repository.LocalCloud} did not start.");
        var cancellation = TestContext.Current.CancellationToken;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);

        return (process.ExitCode, string.Concat(output).Trim());
    }
}
