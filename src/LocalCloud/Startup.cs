using System.Diagnostics.CodeAnalysis;
using LocalBatch.Execution;
using LocalBatch.Execution.Processes;
using LocalCloud.Console;
using LocalCloud.Gateway;
using LocalCloud.Lambda;
using LocalCloud.Stack;
using LocalCloud.Template;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace LocalCloud;

/// <summary>Puts the program together: options, template, stack, main job.</summary>
internal sealed class Startup(Screen screen, Interruption interruption)
{
    private const string AccountId = "123456789012";

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The one place that takes the system's clock for the whole program.")]
    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>Makes jobs of a manifest on a stack without functions; <c>null</c>: that is refused.</summary>
    public IDirectSubmission? Direct { get; init; }

    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(RunRequest request, CancellationToken cancellation) => GuardAsync(
        async both => request.Manifest is { } manifest && await FindRunningAsync(request.Options.StateFolder, both) is { } running
            ? await AttachAsync(running, request, manifest, both)
            : await RunStackAsync(request, both),
        // A stack that was to stay up has done what it was asked for; a manifest has not.
        () => request.Manifest is null ? MainJob.AllSucceeded : interruption.ExitCode,
        cancellation);

    /// <summary>Says what a manifest would do, or what of a template is served.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> CheckAsync(CheckRequest request, CancellationToken cancellation) =>
        GuardAsync(both => new CheckCommand(screen, PrepareAsync, System, _time).RunAsync(request, both), () => interruption.ExitCode, cancellation);

    private async Task<int> GuardAsync(Func<CancellationToken, Task<int>> work, Func<int> interrupted, CancellationToken cancellation)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, interruption.Token);
        try
        {
            return await work(both.Token);
        }
        catch (Exception exception) when (exception is StartException or TemplateException)
        {
            screen.ErrorLines(exception.Message);
            return MainJob.BadManifest;
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            return interrupted();
        }
        catch (Exception bug)
        {
            // The border of the program: whatever it is, the user hears of it, and it is not a job that failed.
            screen.ErrorLines($"The local stack failed: {bug}");
            return MainJob.BadManifest;
        }
    }

    /// <summary>The template, with the commands of its functions.</summary>
    private Task<StackModel> PrepareAsync(StackOptions options, CancellationToken cancellation) =>
        new FunctionRuntimes(Environment.GetEnvironmentVariable("PATH") ?? "", Environment.GetEnvironmentVariable("NODE_PATH") ?? "", _time)
            .PrepareAsync(LoadTemplate(options), options.IsStrict, cancellation);

    /// <summary>Prints what the template's outputs are in the stack that is up.</summary>
    /// <returns>The exit code.</returns>
    public int PrintOutputs(OutputsRequest request)
    {
        if (!StateFolder.IsHeld(request.StateFolder) || RunningStack.Find(request.StateFolder) is not { } stack)
        {
            screen.Error($"No local stack is up with the state folder {Path.GetFullPath(request.StateFolder)}; start it, or name its folder with --state DIR.");
            return MainJob.BadManifest;
        }

        if (request.Name is not { } name)
        {
            var width = stack.Outputs.Keys.Select(key => key.Length).DefaultIfEmpty().Max();
            foreach (var (key, value) in stack.Outputs)
            {
                screen.Line($"{key.PadRight(width)}  {value}");
            }

            return MainJob.AllSucceeded;
        }

        if (!stack.Outputs.TryGetValue(name, out var one))
        {
            screen.Error($"The template has no output {name}; it has {string.Join(", ", stack.Outputs.Keys)}.");
            return MainJob.BadManifest;
        }

        screen.Line(one);
        return MainJob.AllSucceeded;
    }

    /// <summary>The stack that is up with this state folder, or is coming up; <c>null</c> where there is none.</summary>
    private async Task<RunningStack?> FindRunningAsync(string stateFolder, CancellationToken cancellation)
    {
        var isTold = false;
        while (StateFolder.IsHeld(stateFolder))
        {
            if (RunningStack.Find(stateFolder) is { } stack)
            {
                return stack;
            }

            if (!isTold)
            {
                screen.Line($"The stack of {Path.GetFullPath(stateFolder)} is starting or stopping; waiting for it.");
                isTold = true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), _time, cancellation);
        }

        return null;
    }

    private async Task<int> AttachAsync(RunningStack stack, RunRequest request, FileInfo manifest, CancellationToken cancellation)
    {
        var state = Path.GetFullPath(request.Options.StateFolder);
        if (request.StackOptionsGiven.Count > 0)
        {
            throw new StartException(
                $"The stack of {state} is up already, and {string.Join(", ", request.StackOptionsGiven)} would change it: leave {(request.StackOptionsGiven.Count == 1 ? "it" : "them")} out to send it the manifest, or choose another folder with --state DIR.");
        }

        var content = ManifestRun.Read(manifest);
        screen.Line($"The stack of {state} is up; it gets the manifest.");
        using LocalClient client = new(stack.Endpoint, LocalCredentials.LoadOrCreate(state), new(stack.Region, AccountId), _time);

        return await new ManifestRun(screen, _time, NewId) { StuckPatience = request.StuckPatience, Direct = Direct }.RunAsync(
            stack, client, manifest, content, request.Raw, new(state, IsUpAfterwards: true, "They go on in the stack, which stays up."), cancellation);
    }

    private async Task<int> RunStackAsync(RunRequest request, CancellationToken cancellation)
    {
        using HeldPorts ports = new();
        // Chosen before the template is read, since addresses of queues hold them.
        var options = WithDaemon(request.Options) with { Port = ports.Hold(request.Options.Port), ApiPort = ports.Hold(request.Options.ApiPort) };
        var content = request.Manifest is { } manifest ? ManifestRun.Read(manifest) : null;
        var model = await PrepareAsync(options, cancellation);
        using ReadyFiles files = new(request.EnvFile, request.ReadyFile);
        files.Prepare(options.StateFolder);
        await using var stack = await LocalStack.StartAsync(options, model, System(options, ports), cancellation);
        Welcome.Print(screen, stack, options, request.Verbose);
        files.Write(stack);
        screen.Line("Ready.");
        using var checking = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var warning = WarnOfOldToolsAsync(options.Jobs, checking.Token);
        try
        {
            return await ServeAsync(stack, request, content, cancellation);
        }
        finally
        {
            await checking.CancelAsync();
            await warning;
            if (options.Chaos is { } chaos)
            {
                screen.Line(chaos.Tally.Line);
            }

            var open = await stack.CountOpenJobsAsync();
            if (request is { Manifest: null } or { Keep: true } || open is not { Waiting: 0, Running: 0 })
            {
                screen.Line(Welcome.Stopping(open));
            }
        }
    }

    /// <summary>Where this user's daemon is, which is asked only where jobs may run as containers.</summary>
    private static StackOptions WithDaemon(StackOptions options)
    {
        var home = Environment.GetEnvironmentVariable("HOME");
        var dockerHost = Environment.GetEnvironmentVariable("DOCKER_HOST");
        if (options.Jobs.Executor == ExecutorKind.Process && dockerHost?.StartsWith("ssh:", StringComparison.Ordinal) == true)
        {
            // Good for Docker's own client, and no fault of somebody who runs no containers.
            dockerHost = null;
        }

        var folder = Environment.GetEnvironmentVariable("DOCKER_CONFIG") ?? (home is null ? null : Path.Combine(home, ".docker"));

        return options with
        {
            Jobs = options.Jobs with
            {
                Daemon = DaemonAddress.Find(dockerHost, home, Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"), File.Exists),
                LoginsFile = folder is null ? null : Path.Combine(folder, "config.json"),
            },
        };
    }

    private async Task<int> ServeAsync(LocalStack stack, RunRequest request, byte[]? content, CancellationToken cancellation)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var working = WorkAsync(stack, request, content, giveUp.Token);
        if (await Task.WhenAny(working, stack.EngineGaveUp) == working)
        {
            return await working;
        }

        screen.Error($"AWS Batch has stopped here: {(await stack.EngineGaveUp).Message} What was acknowledged is in {stack.StatePath}; start again when that is mended.");
        await giveUp.CancelAsync();
        await ((Task)working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        return MainJob.CannotGoOn;
    }

    private async Task<int> WorkAsync(LocalStack stack, RunRequest request, byte[]? content, CancellationToken cancellation)
    {
        if (request.Manifest is not { } manifest || content is null)
        {
            await StayAsync(stack, cancellation);
            return MainJob.AllSucceeded;
        }

        using var client = stack.CreateClient();
        StackHome home = new(stack.StatePath, request.Keep, $"The next start with the state folder {stack.StatePath} takes them up.");
        var result = await new ManifestRun(screen, _time, NewId) { StuckPatience = request.StuckPatience, Direct = Direct }
            .RunAsync(stack.Announce(), client, manifest, content, request.Raw, home, cancellation);
        if (request.Keep)
        {
            screen.Line("The stack stays up; Ctrl-C ends it.");
            await StayAsync(stack, cancellation);
        }

        return result;
    }

    /// <summary>Beside the work: an AWS CLI takes a second to tell its version.</summary>
    private async Task WarnOfOldToolsAsync(JobSettings jobs, CancellationToken cancellation)
    {
        var path = jobs.Path ?? ProcessExecutorOptions.UsualPath;
        if (JobTools.Find("aws", path) is { } aws && JobTools.Warning(aws, await JobTools.VersionAsync(aws, path, _time, cancellation)) is { } warning)
        {
            screen.Error(warning);
        }
    }

    /// <summary>Until the user ends it; meanwhile it tells of dropped manifests, and of what was taken up.</summary>
    private async Task StayAsync(LocalStack stack, CancellationToken cancellation)
    {
        using var client = stack.CreateClient();
        // Without functions there is AWS Batch alone to ask.
        using StackApi api = new(client, stack.Api ?? stack.Endpoint);
        var takenUp = new TakenUpEnds(api, stack.Api is not null, screen, _time).RunAsync(stack.TakenUpJobs, cancellation);
        if (stack.Api is not null && ServiceMapping.Inbox(stack.Model) is { } inbox)
        {
            DropEnds ends = new(api, screen, _time);
            DropNews news = new(api, screen, inbox.Bucket, ends);
            stack.ObjectMade += news.Made;
            await Task.WhenAll(news.RunAsync(cancellation), ends.RunAsync(cancellation));
        }

        await takenUp;
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Asks at the terminal, where there is one, for what the template takes from outside.</summary>
    private StackModel LoadTemplate(StackOptions options)
    {
        var terminal = global::System.Console.IsInputRedirected || global::System.Console.IsOutputRedirected ? null : AnsiConsole.Console;
        if (TemplateFile.Find(options) is not (var text, var settings))
        {
            return StackModel.Empty;
        }

        if (settings.File != options.Template && options.Template is { } missing)
        {
            screen.Line($"There is no {missing} in {Directory.GetCurrentDirectory()}: running {settings.File}. --template FILE names another.");
        }

        return new TemplateQuestions(screen, terminal, options.StateFolder).Load(text, settings);
    }

    private StackSystem System(StackOptions options, HeldPorts ports) => new(
        new(options.Region, AccountId),
        AppContext.GetData("LocalCloud.FunctionsFolder") as string ?? AppContext.BaseDirectory,
        _time,
        NewId,
        new ScreenLoggers(screen, LogLevel.Warning),
        ports.Bind);

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The one place that makes ids for the whole program.")]
    private static Guid NewId() => Guid.NewGuid();
}
