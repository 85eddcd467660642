using System.Diagnostics;

namespace Attack.Tests;

/// <summary>Chromium without a window, with a profile of its own.</summary>
internal sealed class Browser : IDisposable
{
    private readonly string _profile = Directory.CreateTempSubdirectory("browser-").FullName;
    private readonly Process _process;

    /// <param name="url">The page to visit.</param>
    /// <param name="site">A name that leads to this machine, as whoever owns a name can make it.</param>
    public Browser(Uri url, string site)
    {
        ProcessStartInfo start = new(
            "chromium",
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                $"--user-data-dir={_profile}", $"--host-resolver-rules=MAP {site} 127.0.0.1", "--no-proxy-server", "--remote-debugging-port=0", url.ToString(),
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException("Chromium did not start.");
        Said = Task.WhenAll(_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
    }

    /// <summary>What it writes, once it has ended.</summary>
    public Task<string[]> Said { get; }

    public Task Ended => _process.WaitForExitAsync();

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        for (var left = 10; Directory.Exists(_profile); left--)
        {
            try
            {
                Directory.Delete(_profile, recursive: true);
            }
            catch (IOException) when (left > 0)
            {
                // A process of the browser may still be writing its last file.
            }
        }
    }
}
