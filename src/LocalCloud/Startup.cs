using System.Diagnostics.CodeAnalysis;
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
internal sealed class Startup(Screen screen)
{
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The one place that takes the system's clock for the whole program.")]
    private readonly TimeProvider _time = TimeProvider.System;

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(RunRequest request, CancellationToken cancellation)
    {
        try
        {
            return await RunStackAsync(request, cancellation);
        }
        catch (Exception exception) when (exception is StartException or TemplateException)
        {
            screen.ErrorLines(exception.Message);
            return MainJob.BadManifest;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return MainJob.AllSucceeded;
        }
        catch (Exception bug)
        {
            // The border of the program: whatever it is, the user hears of it, and it is not a job that failed.
            screen.ErrorLines($"The local stack failed: {bug}");
            return MainJob.BadManifest;
        }
    }

    private async Task<int> RunStackAsync(RunRequest request, CancellationToken cancellation)
    {
        using HeldPorts ports = new();
        // Chosen before the template is read, since addresses of queues hold them.
        var options = request.Options with { Port = ports.Hold(request.Options.Port), ApiPort = ports.Hold(request.Options.ApiPort) };
        var content = request.Manifest is { } manifest ? ReadManifest(manifest) : default;
        var model = await new FunctionRuntimes(Environment.GetEnvironmentVariable("PATH") ?? "", Environment.GetEnvironmentVariable("NODE_PATH") ?? "", _time)
            .PrepareAsync(LoadTemplate(options), cancellation);
        await using var stack = await LocalStack.StartAsync(options, model, System(options, ports), cancellation);
        Welcome.Print(screen, stack, options);
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
        }
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
        if (request.Manifest is null)
        {
            await StayAsync(cancellation);
            return MainJob.AllSucceeded;
        }

        var result = await RunManifestAsync(stack, request, request.Manifest, content, cancellation);
        if (request.Keep)
        {
            screen.Line("The stack stays up; Ctrl-C ends it.");
            await StayAsync(cancellation);
        }

        return result;
    }

    private async Task<int> RunManifestAsync(LocalStack stack, RunRequest request, FileInfo manifest, byte[]? content, CancellationToken cancellation)
    {
        if (ServiceMapping.Inbox(stack.Model) is not { } inbox || stack.Api is not { } url)
        {
            throw new StartException("The template has no bucket that tells a function of new objects, or no HTTP API; a manifest needs both.");
        }

        using var client = stack.CreateClient();
        using StackApi api = new(client, url);
        IJobView view = global::System.Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi
            ? new PlainView(screen)
            : new LiveView(AnsiConsole.Console, screen);
        FailedDeliveries failures = new();
        stack.DeliveryGivenUp += failures.Add;
        return await new MainJob(api, failures, view, screen, new JobOutput(api, screen, request.Raw), _time).RunAsync(manifest, content, inbox, NewId().ToString("N")[..8], cancellation);
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

    private async Task StayAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation);
        }
        catch (OperationCanceledException)
        {
            screen.Line("Stopping.");
        }
    }

    private StackModel LoadTemplate(StackOptions options)
    {
        if (options.Template is null)
        {
            return StackModel.Empty;
        }

        return new TemplateQuestions(screen, global::System.Console.IsInputRedirected || global::System.Console.IsOutputRedirected ? null : AnsiConsole.Console, options.StateFolder)
            .Load(ReadTemplate(options.Template), new()
            {
                File = options.Template,
                Region = options.Region,
                Endpoint = $"http://127.0.0.1:{options.Port}",
                ApiEndpoint = $"http://127.0.0.1:{options.ApiPort}",
                Parameters = options.Parameters,
                Imports = options.Imports,
                IsStrict = options.IsStrict,
            });
    }

    private static string ReadTemplate(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The template {path} cannot be read ({exception.Message}); name another with --template FILE, or run without functions with --no-template.", exception);
        }
    }

    private static byte[] ReadManifest(FileInfo manifest)
    {
        try
        {
            return File.ReadAllBytes(manifest.FullName);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The manifest {manifest} cannot be read: {exception.Message}", exception);
        }
    }

    private StackSystem System(StackOptions options, HeldPorts ports) => new(
        new(options.Region, "123456789012"),
        AppContext.GetData("LocalCloud.FunctionsFolder") as string ?? AppContext.BaseDirectory,
        _time,
        NewId,
        new ScreenLoggers(screen, LogLevel.Warning),
        ports.Bind);

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The one place that makes ids for the whole program.")]
    private static Guid NewId() => Guid.NewGuid();
}
