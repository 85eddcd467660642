using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LocalBatch.Execution.Processes;
using LocalCloud.Stack;
using LocalCloud.Template;

namespace LocalBatch.Cli.Machine;

/// <summary>What was found of this machine.</summary>
internal sealed record MachineFacts
{
    private const int UsualPort = 4500;

    /// <summary>Where jobs find programs.</summary>
    public required string JobPath { get; init; }

    public string? Shell { get; init; }

    public string? Bubblewrap { get; init; }

    /// <summary>Why bubblewrap cannot do its work; <c>null</c> where it can, or is not there.</summary>
    public string? BubblewrapRefusal { get; init; }

    /// <summary>Socket of a daemon for containers; <c>null</c> where there is none.</summary>
    public string? Daemon { get; init; }

    public required string StateFolder { get; init; }

    /// <summary>Why the state folder cannot be written; <c>null</c> where it can.</summary>
    public string? StateRefusal { get; init; }

    /// <summary>Free bytes of the disk that the state is on.</summary>
    public long FreeBytes { get; init; }

    /// <summary>Where a stack with this state folder answers; <c>null</c> where none is up.</summary>
    public string? RunningAt { get; init; }

    public bool IsUsualPortTaken { get; init; }

    public int Cores { get; init; }

    public long MemoryMiB { get; init; }

    public static async Task<MachineFacts> LookAsync(string state, CancellationToken cancellation)
    {
        var path = ProcessExecutorOptions.UsualPath;
        var folder = Path.GetFullPath(state);
        var bubblewrap = Find("bwrap", path);
        var refusal = Refusal(folder);

        return new()
        {
            JobPath = path,
            Shell = Find("sh", path),
            Bubblewrap = bubblewrap,
            BubblewrapRefusal = bubblewrap is null ? null : await TryAsync(bubblewrap, cancellation),
            Daemon = Socket(),
            StateFolder = folder,
            StateRefusal = refusal,
            FreeBytes = new DriveInfo(Existing(folder)).AvailableFreeSpace,
            RunningAt = LocalCloud.Stack.StateFolder.IsHeld(state) ? RunningStack.Find(state)?.Endpoint.GetLeftPart(UriPartial.Authority) : null,
            IsUsualPortTaken = IsTaken(UsualPort),
            Cores = Environment.ProcessorCount,
            MemoryMiB = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20,
        };
    }

    private static string? Find(string program, string path) => path.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Makes a namespace, as a job with mounts would.</summary>
    /// <returns>Why that cannot be; <c>null</c> where it can.</returns>
    private static async Task<string?> TryAsync(string bubblewrap, CancellationToken cancellation)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(bubblewrap, ["--ro-bind", "/", "/", "--unshare-pid", "--die-with-parent", bubblewrap, "--version"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            if (process is null)
            {
                return "it did not start";
            }

            var said = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);

            return process.ExitCode == 0 ? null : (await said).Trim();
        }
        catch (Win32Exception exception)
        {
            return exception.Message;
        }
    }

    private static string? Socket()
    {
        try
        {
            var endpoint = DaemonAddress.Find(
                Environment.GetEnvironmentVariable("DOCKER_HOST"), Environment.GetEnvironmentVariable("HOME"), Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"), File.Exists).Endpoint;

            return endpoint.Scheme == "unix" && !File.Exists(endpoint.LocalPath) ? null : endpoint.ToString();
        }
        catch (StartException)
        {
            return null;
        }
    }

    private static string? Refusal(string folder)
    {
        try
        {
            // Nothing is left behind by looking.
            var probe = Path.Combine(Existing(folder), $".localbatch-doctor-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);

            return null;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return refusal.Message;
        }
    }

    private static string Existing(string folder)
    {
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
        {
            folder = parent;
        }

        return folder;
    }

    private static bool IsTaken(int port)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
