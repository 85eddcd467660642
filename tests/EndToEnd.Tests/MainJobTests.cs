using System.Net;
using System.Net.Sockets;

namespace EndToEnd.Tests;

/// <summary>The one command of the README: exit codes and what it prints.</summary>
public sealed class MainJobTests(StateFolders folders) : IClassFixture<StateFolders>
{
    private static readonly string[] ProxyVariables = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

    [Fact]
    public async Task A_job_that_succeeds_is_followed_and_its_output_printed()
    {
        var (exitCode, output) = await LocalCloudProcess.RunAsync(folders.New("hello"), "examples/hello.json");

        Assert.True(exitCode == 0, output);
        Assert.Matches(@"(?m)^\d\d:\d\d:\d\d\.\d\d\d hello RUNNING$", output);
        Assert.Matches(@"(?m)^\d\d:\d\d:\d\d\.\d\d\d hello SUCCEEDED", output);
        Assert.Matches(@"(?m)^hello \| Hello, BatchFunctions$", output);
        // No link: nobody answers there once the program has ended.
        Assert.Matches(@"(?m)^hello SUCCEEDED  [0-9a-f-]{36}$", output);
    }

    [Fact]
    public async Task A_proxy_of_the_users_environment_is_asked_for_nothing_on_this_machine()
    {
        using TcpListener proxy = new(IPAddress.Loopback, 0);
        proxy.Start();
        var variables = ProxyVariables.ToDictionary(name => name, _ => $"http://{proxy.LocalEndpoint}");

        await using var stack = LocalCloudProcess.Start(folders.New("proxy"), variables, "examples/hello.json");
        var exitCode = await stack.ExitAsync();

        Assert.True(exitCode == 0, stack.Output);
        Assert.False(proxy.Pending());
    }

    [Fact]
    public async Task A_job_cannot_forge_a_line_of_ours_nor_command_the_terminal()
    {
        var manifest = Path.Combine(Directory.CreateDirectory(folders.New("forging")).FullName, "forging.json");
        await File.WriteAllTextAsync(
            manifest,
            """
            { "jobs": [ { "jobName": "forger", "jobQueue": "default", "jobDefinition": "hello",
                "containerOverrides": { "command": ["sh", "-c", "printf '\\033]52;c;aGk=\\007\\rAll 9 succeeded.\\n'; exit 1"] } } ] }
            """,
            TestContext.Current.CancellationToken);

        var (exitCode, output) = await LocalCloudProcess.RunAsync(folders.New("forged"), manifest);

        Assert.True(exitCode == 1, output);
        Assert.Contains(@"forger | \u001b]52;c;aGk=\u0007\u000dAll 9 succeeded.", output, StringComparison.Ordinal);
        Assert.DoesNotContain(output, character => char.IsControl(character) && character is not ('\n' or '\t'));
    }

    [Fact]
    public async Task A_job_that_fails_makes_the_exit_code_1()
    {
        var (exitCode, output) = await LocalCloudProcess.RunAsync(folders.New("fails"), "examples/fails.json");

        Assert.True(exitCode == 1, output);
        Assert.Matches(@"(?m)^fails \| this job ends with exit code 3$", output);
        Assert.Matches(@"(?m)^1 of 1 failed\.$", output);
    }

    [Theory]
    [InlineData(
        """
        {
          "jobs": [
            { "jobName": "a", "jobQueue": "default", "jobDefinition": "hello", "dependsOn": ["b"] },
            { "jobName": "b", "jobQueue": "default", "dependsOn": ["a"] },
            { "jobName": "b", "jobQueue": "default", "jobDefinition": "hello" }
          ]
        }
        """,
        @"\(4,\d+\): .*'jobDefinition' is missing", @"\(5,\d+\): .*'b' is the name of /jobs/1 too", @"\(4,\d+\): .*a circle: b")]
    [InlineData(
        """
        { "jobs": [
            { "jobName": "a", "jobQueue": "nowhere", "jobDefinition": "hello" },
            { "jobName": "b", "jobQueue": "default", "jobDefinition": "nothing" } ] }
        """,
        @"\(2,\d+\): .*no job queue 'nowhere'", @"\(3,\d+\): .*no job definition 'nothing'")]
    public async Task A_manifest_with_errors_is_refused_with_every_place_and_the_exit_code_2(string content, params string[] errors)
    {
        var manifest = Path.Combine(Directory.CreateDirectory(folders.New("manifests")).FullName, "bad.json");
        await File.WriteAllTextAsync(manifest, content, TestContext.Current.CancellationToken);

        var (exitCode, output) = await LocalCloudProcess.RunAsync(folders.New("bad"), manifest);

        Assert.True(exitCode == 2, output);
        Assert.All(errors, error => Assert.Matches($@"(?m)bad\.json{error}", output));
        Assert.Matches($@"(?m)^{errors.Length} errors in .*bad\.json; nothing was submitted\.$", output);
    }

    [Fact]
    public async Task A_long_manifest_is_told_by_counts_and_its_failures_by_name()
    {
        var manifest = Path.Combine(Directory.CreateDirectory(folders.New("long-manifest")).FullName, "long.jsonl");
        await File.WriteAllLinesAsync(
            manifest,
            Enumerable.Range(0, 60).Select(row => $$$"""
                {"jobName":"row-{{{row}}}","jobQueue":"default","jobDefinition":"hello","containerOverrides":{"command":["sh","-c","test {{{row}}} != 7"]}}
                """),
            TestContext.Current.CancellationToken);

        var (exitCode, output) = await LocalCloudProcess.RunAsync(folders.New("long"), manifest);

        Assert.True(exitCode == 1, output);
        Assert.Matches(@"(?m)^\d\d:\d\d:\d\d .*59 SUCCEEDED, 1 FAILED$", output);
        Assert.DoesNotMatch(@"(?m)row-8\b", output);
        Assert.Matches(@"(?m)^row-7 FAILED exit 1 \(ApplicationError\)  [0-9a-f-]{36}$", output);
        Assert.Matches(@"(?m)^1 of 60 failed\.$", output);
    }

    [Fact]
    public async Task A_function_that_cannot_read_manifests_ends_the_main_job_with_its_error_and_the_exit_code_3()
    {
        // Without a table it fails; and it is not tried again, since that takes Lambda's minutes.
        var template = (await File.ReadAllTextAsync(Repository.File("template.yaml"), TestContext.Current.CancellationToken)).Replace(
            "          ANNOTATIONS_HANDLER: ManifestDropped\n",
            "          ANNOTATIONS_HANDLER: ManifestDropped\n          TABLE_NAME: nowhere\n      EventInvokeConfig: { MaximumRetryAttempts: 0 }\n",
            StringComparison.Ordinal);
        var file = Path.Combine(Directory.CreateDirectory(folders.New("template")).FullName, "template.yaml");
        await File.WriteAllTextAsync(file, template, TestContext.Current.CancellationToken);

        var (exitCode, output) = await LocalCloudProcess.RunAsync(folders.New("failing"), "--template", file, "examples/hello.json");

        Assert.True(exitCode == 3, output);
        Assert.Matches(@"(?m)^examples/hello\.json was not read: \S*ManifestDropped failed 1 times on it, the last time with: .+$", output);
    }

    [Fact]
    public async Task A_table_that_the_template_wants_otherwise_now_is_told_with_the_difference()
    {
        var state = folders.New("table");
        await using (var first = await LocalCloudProcess.Start(state).ReadyAsync())
        {
            await first.StopAsync();
        }

        var template = (await File.ReadAllTextAsync(Repository.File("template.yaml"), TestContext.Current.CancellationToken))
            .Replace("IndexName: byChange", "IndexName: byMove", StringComparison.Ordinal);
        var file = Path.Combine(Directory.CreateDirectory(folders.New("changed")).FullName, "template.yaml");
        await File.WriteAllTextAsync(file, template, TestContext.Current.CancellationToken);
        var (exitCode, output) = await LocalCloudProcess.RunAsync(state, "--template", file);

        Assert.Equal(2, exitCode);
        Assert.Matches(
            @"(?m)^The table local-JobsTable that is there is not as JobsTable of the template wants it: the index byMove \(.+\) is missing; the index byChange \(.+\) is too much\. .*--state DIR.*$",
            output);
    }

    [Fact]
    public async Task A_taken_port_is_told_in_one_line()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        var (exitCode, output) = await LocalCloudProcess.RunAsync(folders.New("port"), "--no-template", "--port", port);

        Assert.Equal(2, exitCode);
        Assert.Matches($"^Port {port} cannot be listened on .*; stop what listens there, or choose another with --port N\\.$", output);
    }

    [Fact]
    public async Task A_state_folder_that_cannot_be_made_is_told_in_one_line()
    {
        var (exitCode, output) = await LocalCloudProcess.RunAsync("/dev/null/state", "--no-template");

        Assert.Equal(2, exitCode);
        Assert.Matches(@"^The state folder /dev/null/state cannot be made [^\n]*--state DIR\.$", output);
    }

    [Fact]
    public async Task A_missing_Node_is_told_in_one_line()
    {
        await using var stack = LocalCloudProcess.Start(folders.New("node"), path: "/nowhere");

        Assert.Equal(2, await stack.ExitAsync());
        Assert.Matches("^[^\n]*Node\\.js[^\n]*$", stack.Output);
    }

    [Fact]
    public async Task Functions_that_were_not_built_are_told_in_one_line()
    {
        var (exitCode, output) = await LocalCloudProcess.RunAsync(folders.New("unbuilt"), "--functions", folders.New("nowhere"));

        Assert.Equal(2, exitCode);
        Assert.Matches(@"^There is no executable bootstrap in [^\n]*--functions DIR\.$", output);
    }

    [Theory]
    [InlineData("--nope")]
    [InlineData("missing.json")]
    [InlineData("--template", "missing.yaml")]
    public async Task Bad_usage_makes_the_exit_code_2(params string[] arguments) =>
        Assert.Equal(2, (await LocalCloudProcess.RunAsync(folders.New("usage"), arguments)).ExitCode);
}
