using System.Formats.Tar;
using Containers.Tests;
using Docker.DotNet;

[assembly: AssemblyFixture(typeof(Daemon))]

namespace Containers.Tests;

/// <summary>The daemon that DOCKER_HOST names, with an image made of busybox.</summary>
public sealed class Daemon : IAsyncLifetime
{
    /// <summary>No registry has it, and none is asked.</summary>
    public const string Image = "localbatch-tests:busybox";

    private static readonly string[] Applets =
    [
        "sh", "sleep", "echo", "true", "false", "cat", "env", "ls", "id", "df", "wget", "nc", "head", "tail", "dd", "tr", "sed", "yes", "seq", "printf", "grep", "sort", "wc", "kill", "test", "stat", "touch", "mkdir", "date",
    ];

    public static Uri Endpoint { get; } = new(Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host ? host : "unix:///var/run/docker.sock");

    internal DockerClient Client { get; } = new DockerClientBuilder().WithEndpoint(Endpoint).WithTimeout(Timeout.InfiniteTimeSpan).Build();

    /// <summary>Podman's, which differs where a test says so.</summary>
    public bool IsPodman { get; private set; }

    public async ValueTask InitializeAsync()
    {
        IsPodman = (await Client.System.GetVersionAsync()).Components?.Any(component => component.Name == "Podman Engine") == true;
        await LoadImageAsync(Client);
    }

    /// <summary>Makes the image in any daemon.</summary>
    internal static async Task LoadImageAsync(DockerClient client)
    {
        await using MemoryStream image = new();
        await using (TarWriter tar = new(image, TarEntryFormat.Ustar, leaveOpen: true))
        {
            await using var busybox = File.OpenRead("/bin/busybox");
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.Directory, "tmp/") { Mode = (UnixFileMode)0x3FF });
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, "bin/busybox") { DataStream = busybox, Mode = (UnixFileMode)0x1ED });
            foreach (var applet in Applets)
            {
                await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.SymbolicLink, "bin/" + applet) { LinkName = "busybox" });
            }

            await using MemoryStream users = new("root:x:0:0:root:/:/bin/sh\nworker:x:1000:1000::/:/bin/sh\n"u8.ToArray());
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, "etc/passwd") { DataStream = users, Mode = (UnixFileMode)0x1A4 });
        }

        image.Position = 0;
        await client.Images.CreateImageAsync(
            new() { FromSrc = "-", Repo = Image.Split(':')[0], Tag = Image.Split(':')[1], Changes = ["ENTRYPOINT [\"/bin/sh\", \"-c\"]", "CMD [\"echo $OF_IMAGE default\"]", "ENV OF_IMAGE=image"] },
            image, new(), new Silence());
        try
        {
            await client.Images.InspectImageAsync(Image);
        }
        catch (DockerImageNotFoundException)
        {
            // Podman 4.3 takes no tag here.
            await client.Images.TagImageAsync(Image.Split(':')[0] + ":latest", new() { RepositoryName = Image.Split(':')[0], Tag = Image.Split(':')[1] });
        }
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();

        return ValueTask.CompletedTask;
    }

    /// <summary>Ids of containers with a label, whatever they do.</summary>
    internal async Task<List<string>> ContainersAsync(string label) =>
        [.. (await Client.Containers.ListContainersAsync(new()
        {
            All = true,
            Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [label] = true } },
        })).Select(container => container.ID)];

    /// <summary>Ids of containers that run a command in which the mark stands.</summary>
    internal async Task<List<string>> RunningAsync(string mark) =>
        [.. (await Client.Containers.ListContainersAsync(new() { All = false })).Where(container => container.Command.Contains(mark, StringComparison.Ordinal)).Select(container => container.ID)];

    internal sealed class Silence : IProgress<Docker.DotNet.Models.JSONMessage>
    {
        public void Report(Docker.DotNet.Models.JSONMessage value)
        {
            if (value.Error is { Message: { } why })
            {
                throw new InvalidOperationException(why);
            }
        }
    }
}
