using System.Diagnostics;

namespace Attack.Tests;

/// <summary>Another user of the same machine: nobody, with a shell.</summary>
internal static class Stranger
{
    private const string Nobody = "65534";

    /// <summary>Runs a program as nobody.</summary>
    /// <returns>Its exit code and what it wrote to standard output.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] command)
    {
        ProcessStartInfo start = new("setpriv", ["--reuid", Nobody, "--regid", Nobody, "--clear-groups", "--", .. command])
        {
            WorkingDirectory = "/",
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("setpriv did not start.");
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        return (process.ExitCode, output);
    }

    /// <summary>One request with curl, as nobody.</summary>
    /// <returns>The status, 0 where there was no answer.</returns>
    public static async Task<int> CurlAsync(Uri url, params string[] options)
    {
        var (_, output) = await RunAsync(["curl", "--silent", "--max-time", "20", "--noproxy", "*", "--output", "/dev/null", "--write-out", "%{http_code}", .. options, url.ToString()]);

        return int.Parse(output, System.Globalization.CultureInfo.InvariantCulture);
    }
}
