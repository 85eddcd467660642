using LocalCloud.Stack;
using LocalCloud.State;
using LocalCloud.Template;
using Spectre.Console;

namespace LocalCloud.Console;

/// <summary>Runs a manifest on a stack that is up, of this process or of another.</summary>
internal sealed class ManifestRun(Screen screen, TimeProvider time, Func<Guid> newId)
{
    /// <summary>How long nothing but jobs that can never start is waited for; <c>null</c> for without end at a terminal, and elsewhere for a minute.</summary>
    public TimeSpan? StuckPatience { get; init; }

    /// <param name="stack">Where to.</param>
    /// <param name="client">Calls its services.</param>
    /// <param name="manifest">The file, as the user named it.</param>
    /// <param name="content">What is in it.</param>
    /// <param name="isRaw">Print the jobs' output with all that commands a terminal.</param>
    /// <param name="home">What becomes of the stack afterwards.</param>
    /// <param name="cancellation">The user has had enough.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="StartException">The stack has nowhere to drop a manifest, or the manifest cannot be read.</exception>
    public async Task<int> RunAsync(RunningStack stack, LocalClient client, FileInfo manifest, byte[] content, bool isRaw, StackHome home, CancellationToken cancellation)
    {
        if (stack is not { Inbox: { } inbox, Api: { } url })
        {
            throw new StartException("The template has no bucket that tells a function of new objects, or no HTTP API; a manifest needs both.");
        }

        using StackApi api = new(client, url);
        var isTerminal = !System.Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
        IJobView view = isTerminal ? new LiveView(AnsiConsole.Console, screen) : new PlainView(screen, time);
        MainJob job = new(api, view, screen, new(api, screen, isRaw), new(stack.JobFolders, stack.OutputFolder), home with { InboxLogs = stack.InboxLogs }, time)
        {
            StuckPatience = StuckPatience ?? (isTerminal ? Timeout.InfiniteTimeSpan : StuckWatch.OfPipelines),
        };

        return await job.RunAsync(manifest, content, inbox, newId().ToString("N")[..8], cancellation);
    }

    /// <exception cref="StartException">It cannot be read.</exception>
    public static byte[] Read(FileInfo manifest)
    {
        try
        {
            return NamedFile.ReadBytes(manifest.FullName, NamedFile.LargestManifest);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The manifest {manifest} cannot be read: {exception.Message}", exception);
        }
    }
}
