using LocalCloud.Stack;
using LocalCloud.State;
using LocalCloud.Template;
using Spectre.Console;

namespace LocalCloud.Console;

/// <summary>Runs a manifest on a stack that is up, of this process or of another.</summary>
internal sealed class ManifestRun(Screen screen, TimeProvider time, Func<Guid> newId)
{
    /// <summary>Makes jobs of a manifest where there are no functions to do it; <c>null</c>: that is refused.</summary>
    public IDirectSubmission? Direct { get; init; }

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
        using StackApi api = new(client, stack.Api ?? stack.Endpoint);
        var isTerminal = !System.Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
        IJobView view = isTerminal ? new LiveView(AnsiConsole.Console, screen) : new PlainView(screen, time);
        if (stack is { Inbox: { } inbox, Api: not null })
        {
            return await new MainJob(api, view, screen, Followed(api), home with { InboxLogs = stack.InboxLogs }, time)
                .RunAsync(manifest, content, inbox, newId().ToString("N")[..8], cancellation);
        }

        if (Direct is null || stack.Inbox is not null)
        {
            throw new StartException("The template has no bucket that tells a function of new objects, or no HTTP API; a manifest needs both.");
        }

        var (result, records) = await Direct.SubmitAsync(stack, api, manifest, content, home, cancellation);

        return await Followed(records).RunAsync(manifest, result, cancellation);

        FollowedManifest Followed(IJobRecords records) => new(records, view, screen, new(api, screen, isRaw), new(stack.JobFolders, stack.OutputFolder), home, time)
        {
            StuckPatience = StuckPatience ?? (isTerminal ? Timeout.InfiniteTimeSpan : StuckWatch.OfPipelines),
        };
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

/// <summary>Makes jobs of a manifest on a stack without functions.</summary>
internal interface IDirectSubmission
{
    /// <param name="stack">Where to.</param>
    /// <param name="api">Calls it.</param>
    /// <param name="manifest">The file, as the user named it.</param>
    /// <param name="content">What is in it.</param>
    /// <param name="home">What becomes of the stack afterwards.</param>
    /// <param name="cancellation">The user has had enough.</param>
    /// <returns>What it has become, or what is wrong with it; and who knows its jobs.</returns>
    /// <exception cref="OperationCanceledException">The user has had enough; what was submitted has been told.</exception>
    Task<(SubmissionResult Result, IJobRecords Records)> SubmitAsync(RunningStack stack, StackApi api, FileInfo manifest, byte[] content, StackHome home, CancellationToken cancellation);
}
