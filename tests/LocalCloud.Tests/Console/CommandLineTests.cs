using LocalCloud.Console;

namespace LocalCloud.Tests.Console;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Without_arguments_the_documented_defaults_hold()
    {
        var request = await ParseAsync();

        Assert.Null(request.Manifest);
        Assert.False(request.Keep);
        Assert.False(request.Raw);
        Assert.Equal(("template.yaml", ".local", 4500, 4501), (request.Options.Template, request.Options.StateFolder, request.Options.Port, request.Options.ApiPort));
        Assert.Null(request.Options.DynamoDb);
        Assert.Equal((true, true), (request.Options.OffersJobEndpoint, request.Options.HasIam));
    }

    [Fact]
    public async Task Every_option_reaches_the_stack()
    {
        var request = await ParseAsync(
            "examples/hello.json", "--keep", "--raw", "--template", "t.yaml", "--state", "s", "--port", "0", "--api-port", "81", "--dynamodb", "http://127.0.0.1:8000",
            "--functions", "out", "--parameter-overrides", "A=1", "B=x=y", "--import", "vpc=v", "ssm:/a=b", "--strict", "--chaos", "duplicate=0.5", "--chaos-seed", "7",
            "--max-vcpus", "2.5", "--log-limit", "7", "--disk-patience", "3", "--job-endpoint", "none", "--iam", "off");

        Assert.Equal("hello.json", request.Manifest?.Name);
        Assert.True(request.Keep);
        Assert.True(request.Raw);
        var options = request.Options;
        Assert.Equal(("t.yaml", "s", 0, 81, "out", 7), (options.Template, options.StateFolder, options.Port, options.ApiPort, options.Functions, options.Chaos?.Seed));
        Assert.Equal(new Uri("http://127.0.0.1:8000"), options.DynamoDb);
        Assert.Equal((2.5m, 7, TimeSpan.FromMinutes(3)), (options.MaxVcpus, options.LogLimitMiB, options.DiskPatience));
        Assert.Equal((false, false), (options.OffersJobEndpoint, options.HasIam));
        Assert.Equal(("1", "x=y"), (options.Parameters["A"], options.Parameters["B"]));
        Assert.Equal(("v", "b", true), (options.Imports["vpc"], options.Imports["ssm:/a"], options.IsStrict));
    }

    [Fact]
    public async Task How_jobs_run_can_be_said()
    {
        var jobs = (await ParseAsync(
            "--job-path", "/opt/bin:/bin", "--job-user", "daemon", "--job-processes", "100", "--job-files", "64", "--isolate", "--secrets", "s", "--gpus", "0", "--stop-timeout", "5", "--failed-folders", "0", "--memory-groups")).Options.Jobs;

        Assert.Equal(("/opt/bin:/bin", "daemon", true, "s", 0), (jobs.Path, jobs.User, jobs.Isolate, jobs.SecretsFile, jobs.Gpus));
        Assert.Equal([new("nproc", 100, 100), new("nofile", 64, 64)], jobs.Limits);
        Assert.Equal((TimeSpan.FromSeconds(5), 0, true), (jobs.StopTimeout, jobs.FailedFoldersMiB, jobs.UsesMemoryGroups));
    }

    [Fact]
    public async Task Root_lets_jobs_run_as_nobody_unless_it_is_told_otherwise()
    {
        Assert.Equal(Environment.UserName == "root" ? "nobody" : null, (await ParseAsync()).Options.Jobs.User);
        Assert.Equal("root", (await ParseAsync("--job-user", "root")).Options.Jobs.User);
    }

    [Fact]
    public async Task Without_a_template_there_is_none() => Assert.Null((await ParseAsync("--no-template")).Options.Template);

    [Fact]
    public async Task A_manifest_may_stand_behind_the_templates_parameters()
    {
        var request = await ParseAsync("--parameter-overrides", "A=1", "B=2", "examples/hello.json", "--keep", "--parameter-overrides", "C=3");

        Assert.Equal("hello.json", request.Manifest?.Name);
        Assert.Equal([("A", "1"), ("B", "2"), ("C", "3")], request.Options.Parameters.Select(pair => (pair.Key, pair.Value)));
        Assert.True(request.Keep);
    }

    [Theory]
    [InlineData("--keep", "examples/hello.json")]
    [InlineData("--raw", "--state", "s", "examples/hello.json", "--keep")]
    [InlineData("--no-template", "--with-defaults", "--keep")]
    [InlineData("--keep", "--with-defaults", "--no-template")]
    public async Task Options_stand_in_any_order(params string[] args) => Assert.True((await ParseAsync(args)).Keep);

    [Fact]
    public async Task What_scripts_need_reaches_the_stack()
    {
        var request = await ParseAsync("--no-template", "--with-defaults", "--env-file", "e", "--ready-file", "r", "--verbose", "--keep-job-folders", "--output-folder", "out");

        Assert.Equal(("e", "r", true), (request.EnvFile, request.ReadyFile, request.Verbose));
        Assert.Equal((null, true, true, "out"), (request.Options.Template, request.Options.HasDefaults, request.Options.Jobs.KeepsFolders, request.Options.Jobs.OutputFolder));
    }

    [Fact]
    public async Task Options_that_would_change_a_stack_that_is_up_are_known_by_name()
    {
        Assert.Empty((await ParseAsync("a.json", "--state", "s", "--raw", "--keep")).StackOptionsGiven);
        Assert.Equal(["--port", "--chaos", "--isolate", "--env-file"], (await ParseAsync("a.json", "--port", "1", "--chaos", "drop=0.1", "--isolate", "--env-file", "e")).StackOptionsGiven);
    }

    [Theory]
    [InlineData(null, ".local", "outputs")]
    [InlineData("ApiUrl", "s", "outputs", "ApiUrl", "--state", "s")]
    [InlineData(null, "s", "--state", "s", "outputs")]
    public async Task Outputs_of_a_stack_that_is_up_can_be_asked_for(string? name, string state, params string[] args)
    {
        OutputsRequest? seen = null;
        var parsed = new CommandLine().Parse(
            args,
            new((_, _) => throw new InvalidOperationException("No stack was asked for."),
            request =>
            {
                seen = request;
                return 0;
            },
            (_, _) => throw new InvalidOperationException("No check was asked for.")));

        Assert.Empty(parsed.Errors);
        await parsed.InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(new(name, state), seen);
    }

    [Theory]
    [InlineData("--with-defaults goes with --no-template; a template says itself what there is.", "--with-defaults")]
    [InlineData("There is no option --nope; --help lists them all.", "--nope")]
    [InlineData("There is no option --prot; did you mean --port?", "--prot", "5000")]
    [InlineData("There is no option --satte; did you mean --state?", "--satte=s")]
    [InlineData("--give-up-when-stuck takes a number of seconds from 0 on, or never, not 'soon'.", "--give-up-when-stuck", "soon")]
    [InlineData("--port takes a port from 0 to 65535.", "--port", "70000")]
    [InlineData("--log-limit takes a number of MiB above 0, such as 256.", "--log-limit", "0")]
    [InlineData("--disk-patience takes a number of minutes from 0 on, such as 15.", "--disk-patience", "-1")]
    [InlineData("--failed-folders takes a number from 0 on.", "--failed-folders", "-1")]
    [InlineData("--max-vcpus takes a number above 0, such as 8 or 0.5.", "--max-vcpus", "0")]
    [InlineData("--dynamodb takes a URL such as http://127.0.0.1:8000, not 'there'.", "--dynamodb", "there")]
    [InlineData("--job-endpoint takes stack or none, not 'off'.", "--job-endpoint", "off")]
    [InlineData("--iam takes on or off, not 'none'.", "--iam", "none")]
    [InlineData("--parameter-overrides takes Key=Value, not 'Key'.", "--parameter-overrides", "Key")]
    [InlineData("--import takes NAME=VALUE, not 'vpc'.", "--import", "vpc")]
    [InlineData("--template and --no-template contradict each other; give one of them.", "--no-template", "--template", "t.yaml")]
    [InlineData("A manifest is read by the template's functions; leave out --no-template.", "--no-template", "a.json")]
    [InlineData("--chaos: 'loss=1' is not one of duplicate=P, delay=P, reorder=P, drop=P, throttle=P, close=P, lag=SECONDS.", "--chaos", "loss=1")]
    public void Bad_usage_is_told_in_a_sentence(string message, params string[] args)
    {
        var parsed = new CommandLine().Parse(args, new((_, _) => throw new InvalidOperationException("Nothing must run."), _ => throw new InvalidOperationException("Nothing must run."), (_, _) => throw new InvalidOperationException("Nothing must run.")));

        Assert.Contains(message, parsed.Errors.Select(error => error.Message));
    }

    [Theory]
    [InlineData("There is no option --prot; did you mean --port?", "--prot", "5000")]
    [InlineData("There is no option --sate; did you mean --state?", "a.yaml", "--sate", "s")]
    [InlineData("Unrecognized command or argument 'b.yaml'.", "a.yaml", "b.yaml")]
    public void A_mistake_is_told_in_one_line(string message, params string[] args) => Assert.Equal(
        [message], CommandLine.Mistakes(new CommandLine().Parse(args, new((_, _) => Task.FromResult(0), _ => 0, (_, _) => Task.FromResult(0)))));

    [Theory]
    [InlineData("a.yaml", "t.yaml", "check", "a.yaml", "--template", "t.yaml")]
    [InlineData(null, "template.yaml", "check")]
    [InlineData(null, null, "check", "--no-template", "--with-defaults")]
    [InlineData("a.yaml", "template.yaml", "--check", "a.yaml")]
    [InlineData("a.yaml", "t.yaml", "a.yaml", "--check", "--template", "t.yaml", "--parameter-overrides", "A=1")]
    public async Task A_check_is_asked_for_by_a_command_or_an_option(string? manifest, string? template, params string[] args)
    {
        CheckRequest? seen = null;
        var parsed = new CommandLine().Parse(args, new(
            (_, _) => throw new InvalidOperationException("No stack was asked for."),
            _ => throw new InvalidOperationException("No outputs were asked for."),
            (request, _) =>
            {
                seen = request;
                return Task.FromResult(0);
            }));

        Assert.Empty(parsed.Errors);
        await parsed.InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((manifest, template, ".local", "us-east-1"), (seen?.Manifest?.ToString(), seen?.Options.Template, seen?.Options.StateFolder, seen?.Options.Region));
        Assert.Equal(args.Contains("--template"), seen?.StackOptionsGiven.Contains("--template"));
    }

    [Theory]
    [InlineData(30, "--give-up-when-stuck", "30")]
    [InlineData(-1, "--give-up-when-stuck", "never")]
    [InlineData(null)]
    public async Task How_long_jobs_that_can_never_start_are_waited_for_can_be_said(int? seconds, params string[] args) => Assert.Equal(
        seconds is { } given ? given < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(given) : null, (await ParseAsync(["a.yaml", .. args])).StuckPatience);

    private static async Task<RunRequest> ParseAsync(params string[] args)
    {
        RunRequest? seen = null;
        var parsed = new CommandLine().Parse(
            args,
            new((request, _) =>
            {
                seen = request;
                return Task.FromResult(0);
            },
            _ => throw new InvalidOperationException("No outputs were asked for."),
            (_, _) => throw new InvalidOperationException("No check was asked for.")));
        Assert.Empty(parsed.Errors);
        await parsed.InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
        return seen ?? throw new InvalidOperationException("The command did not run.");
    }
}
