using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Containers.Tests;

/// <summary>A registry of images on loopback, with the image of <see cref="Daemon"/> behind a login. Needs <c>docker-registry</c>.</summary>
public sealed class Registry(Daemon daemon) : IAsyncLifetime
{
    private const string User = "puller";
    private const string Password = "pass word";

    // Of the password; a cost that a test can wait for.
    private const string Hash = "$2b$04$.Py54mnb4cFiuhA8agALXuN9P868Vj/umJAOTZvvCAROZG3jSklty";

    private readonly string _folder = Directory.CreateTempSubdirectory("registry-").FullName;
    private readonly int _port = FreePort();
    private Process? _process;

    public string Host => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    /// <summary>Not there before it is pulled.</summary>
    public string Image => Host + "/app:1";

    /// <summary>As <c>docker login</c> leaves it.</summary>
    public string LoginsFile => Path.Combine(_folder, "config.json");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "htpasswd"), $"{User}:{Hash}\n");
        await File.WriteAllTextAsync(LoginsFile, $$"""{"auths": {"{{Host}}": {"auth": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"))}}"} } }""");
        await File.WriteAllTextAsync(Path.Combine(_folder, "registry.yml"), $$"""
            version: 0.1
            log: { level: error, accesslog: { disabled: true } }
            storage: { filesystem: { rootdirectory: "{{_folder}}/data" } }
            http: { addr: "{{Host}}" }
            auth: { htpasswd: { realm: test, path: "{{_folder}}/htpasswd" } }
            """);
        _process = Process.Start(new ProcessStartInfo("docker-registry", ["serve", Path.Combine(_folder, "registry.yml")])) ?? throw new InvalidOperationException("No docker-registry started.");
        using HttpClient client = new();
        await Wait.UntilAsync(() => IsThereAsync(client), there => there, "the registry", () => _process.HasExited ? "It has ended." : "");
        await daemon.Client.Images.TagImageAsync(Daemon.Image, new() { RepositoryName = Host + "/app", Tag = "1" });
        await daemon.Client.Images.PushImageAsync(Host + "/app", new() { Tag = "1" }, new() { Username = User, Password = Password, ServerAddress = Host }, new Daemon.Silence());
        await ForgetAsync();
    }

    /// <summary>Takes the image from the daemon, which pulls it again.</summary>
    public async Task ForgetAsync()
    {
        foreach (var image in await daemon.Client.Images.ListImagesAsync(new()))
        {
            if (image.RepoTags?.Contains(Image) == true)
            {
                await daemon.Client.Images.DeleteImageAsync(Image, new() { Force = true });
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ForgetAsync();
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> IsThereAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://{Host}/v2/"));

            return answer.StatusCode == HttpStatusCode.Unauthorized;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();

        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
