using Docker.DotNet;
using Docker.DotNet.Models;

namespace LocalBatch.Execution.Docker;

/// <summary>Pulls images, each once however many attempts wait for it.</summary>
internal sealed class ImagePulls(Daemon daemon, DockerExecutorOptions options)
{
    private const string Error = "CannotPullContainerError";

    /// <summary>Between two lines about a pull that goes on.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly Dictionary<(string Image, string? Platform), Task<AttemptEvent.FailedToStart?>> _pulls = [];

    /// <returns>Why the image is not there, else <c>null</c>.</returns>
    /// <exception cref="OperationCanceledException">Stopped meanwhile; others may wait for the pull, which goes on.</exception>
    public async Task<AttemptEvent.FailedToStart?> PullAsync(string image, string? platform, CancellationToken stop)
    {
        return await Pull(image, platform).WaitAsync(stop).ConfigureAwait(false);
    }

    /// <summary>The pull that is under way, or a new one.</summary>
    private Task<AttemptEvent.FailedToStart?> Pull(string image, string? platform)
    {
        // Attempts start on threads of their own.
        lock (_pulls)
        {
            return _pulls.TryGetValue((image, platform), out var underWay)
                ? underWay
                : _pulls[(image, platform)] = Task.Run(() => PullAsync(image, platform), CancellationToken.None);
        }
    }

    /// <summary>The operator does not want it pulled.</summary>
    public static AttemptEvent.FailedToStart NotThere(string image) => new(null, DaemonErrors.Reason(Error, $"No such image: {image} (--pull never)"));

    private async Task<AttemptEvent.FailedToStart?> PullAsync(string image, string? platform)
    {
        var began = options.Time.GetTimestamp();
        try
        {
            Log.Pulling(options.Logger, image);
            var name = ImageName.Parse(image);
            var progress = new PullProgress((layers, done, total) => Log.Pulls(options.Logger, image, layers, done >> 20, total >> 20), options.Time, Silence);
            await daemon.Client.Images.CreateImageAsync(
                new() { FromImage = name.Name, Platform = platform }, RegistryLogins.Read(options.LoginsFile, name.Registry), progress).ConfigureAwait(false);
            if (progress.Error is { } error)
            {
                return Failed(image, error);
            }

            Log.Pulled(options.Logger, image, options.Time.GetElapsedTime(began).TotalSeconds);

            return null;
        }
        catch (DockerApiException refused)
        {
            return Failed(image, DaemonErrors.Text(refused));
        }
        catch (Exception exception) when (DaemonErrors.IsUnreachable(exception))
        {
            daemon.Report(exception);

            return new(null, DaemonErrors.Unreachable(options.Endpoint, exception));
        }
        finally
        {
            lock (_pulls)
            {
                _pulls.Remove((image, platform));
            }
        }
    }

    private AttemptEvent.FailedToStart Failed(string image, string text)
    {
        Log.NotPulled(options.Logger, image, text, Advice(text));

        return new(null, DaemonErrors.Reason(Error, text));
    }

    /// <summary>What to do about an image that cannot be had.</summary>
    internal static string Advice(string text) =>
        Has(text, "no space left") ? "make room on the daemon's disk (docker system prune)"
        : Has(text, "platform") || Has(text, "no matching manifest") ? "name an image that is built for this machine, or one for several platforms"
        : Has(text, "denied") || Has(text, "unauthorized") || Has(text, "no basic auth credentials") ? "look for a typing error in the image's name, and log in to its registry with docker login"
        : Has(text, "not found") || Has(text, "manifest unknown") ? "look for a typing error in the image's name and tag"
        : Has(text, "toomanyrequests") ? "the registry wants fewer pulls: log in with docker login, or keep --pull missing"
        : "see that this machine reaches the registry, or load the image into the daemon (docker load) and keep --pull missing";

    private static bool Has(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Gathers what a daemon tells of a pull. Called from the one reader of its answer.</summary>
/// <param name="tell">Called now and then with the number of layers, and the bytes that are there and that there will be.</param>
/// <param name="time">Clock.</param>
/// <param name="silence">Between two calls.</param>
internal sealed class PullProgress(Action<int, long, long> tell, TimeProvider time, TimeSpan silence) : IProgress<JSONMessage>
{
    private readonly Dictionary<string, (long Current, long Total)> _layers = new(StringComparer.Ordinal);
    private long _told = time.GetTimestamp();

    /// <summary>Why it failed: the answer began well, so that no status says it.</summary>
    public string? Error { get; private set; }

    public void Report(JSONMessage value)
    {
        Error ??= value.Error?.Message;
        if (value is { ID: { Length: > 0 } layer, Progress: { Total: > 0 } progress })
        {
            _layers[layer] = (progress.Current ?? 0, progress.Total ?? 0);
            if (time.GetElapsedTime(_told) >= silence)
            {
                _told = time.GetTimestamp();
                tell(_layers.Count, _layers.Values.Sum(one => one.Current), _layers.Values.Sum(one => one.Total));
            }
        }
    }
}
