using System.Diagnostics;
using System.Globalization;
using Docker.DotNet;

namespace Containers.Tests;

/// <summary>A daemon of the test's own, which it may kill and start again on what it left. Needs root and <c>dockerd</c>.</summary>
internal sealed class OwnDaemon : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dockerd-").FullName;
    private readonly DockerClient _client;
    private readonly string[] _options;
    private Process? _process;

    private OwnDaemon(string[] options)
    {
        _options = options;
        _client = new DockerClientBuilder().WithEndpoint(Endpoint).Build();
    }

    public Uri Endpoint => new($"unix://{_folder}/docker.sock");

    public DockerClient Client => _client;

    private string Data => Path.Combine(_folder, "data");

    private string Log => Path.Combine(_folder, "log");

    /// <summary>With the image of <see cref="Daemon"/>.</summary>
    /// <param name="options">Beside its folders; it has no network but the machine's.</param>
    public static Task<OwnDaemon> StartNewAsync(params string[] options) => StartNewAsync("none", options);

    /// <summary>With a bridge that is there already.</summary>
    public static Task<OwnDaemon> StartBridgedAsync(string bridge) => StartNewAsync(bridge, []);

    /// <summary>On a disk of its own, which is small. It has no image.</summary>
    public static Task<OwnDaemon> StartOnDiskAsync(int mebibytes) => StartNewAsync("none", ["--storage-driver=vfs"], mebibytes);

    /// <summary>Takes almost all of its disk that is free.</summary>
    /// <param name="leave">Bytes that stay free.</param>
    /// <returns>The file, which is to be deleted where there is to be room again.</returns>
    public async Task<string> FillDiskAsync(long leave)
    {
        var filler = Path.Combine(Data, "filler");
        await using var file = File.Create(filler);
        var free = new DriveInfo(Data).AvailableFreeSpace - leave;
        for (var written = 0L; written < free; written += 65_536)
        {
            await file.WriteAsync(new byte[65_536]);
        }

        return filler;
    }

    private static async Task<OwnDaemon> StartNewAsync(string bridge, string[] options, int? mebibytes = null)
    {
        OwnDaemon daemon = new(["--bridge=" + bridge, .. options]);
        try
        {
            if (mebibytes is { } size)
            {
                Directory.CreateDirectory(daemon.Data);
                await RunAsync("mount", "-t", "tmpfs", "-o", $"size={size}m", "tmpfs", daemon.Data);
            }

            await daemon.StartAsync();
            if (mebibytes is null)
            {
                await Daemon.LoadImageAsync(daemon._client);
            }

            return daemon;
        }
        catch
        {
            await daemon.DisposeAsync();
            throw;
        }
    }

    public async Task StartAsync()
    {
        // Killed before, it would take itself to be running still, and the containerd that died with it.
        File.Delete(Path.Combine(_folder, "pid"));
        if (Directory.Exists(Path.Combine(_folder, "exec", "containerd")))
        {
            File.Delete(Path.Combine(_folder, "exec", "containerd", "containerd.pid"));
        }

        ProcessStartInfo start = new("sh", ["-c", """exec dockerd "$@" >>"$0" 2>&1""", Log,
            "--iptables=false", "--data-root", Data, "--exec-root", _folder + "/exec", "--pidfile", _folder + "/pid", "-H", Endpoint.OriginalString, .. _options]);
        _process = Process.Start(start) ?? throw new InvalidOperationException("No dockerd started.");
        await Wait.UntilAsync(IsThereAsync, there => there, "dockerd to answer", () => File.Exists(Log) ? File.ReadAllText(Log) : "");
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } process)
        {
            // With live restore they would go on without it.
            foreach (var left in await _client.Containers.ListContainersAsync(new() { All = true }))
            {
                await _client.Containers.RemoveContainerAsync(left.ID, new() { Force = true });
            }

            await RunAsync("kill", "-TERM", process.Id.ToString(CultureInfo.InvariantCulture));
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
        }

        _process?.Dispose();
        _client.Dispose();
        // The network namespace stays mounted, and so does what a killed daemon had mounted.
        await RunAsync("sh", "-c", $"grep -o ' {_folder}/[^ ]* ' /proc/mounts | sort -ru | xargs -r -n 1 umount -l; rm -rf {_folder}");
    }

    private async Task<bool> IsThereAsync()
    {
        try
        {
            await _client.System.PingAsync();

            return true;
        }
        catch (Exception notYet) when (notYet is DockerApiException or HttpRequestException or IOException or TimeoutException)
        {
            return _process is { HasExited: true } ? throw new InvalidOperationException($"dockerd ended: {File.ReadAllText(Log)}") : false;
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)) ?? throw new InvalidOperationException($"{program} did not start.");
        await process.WaitForExitAsync(CancellationToken.None);
    }
}
