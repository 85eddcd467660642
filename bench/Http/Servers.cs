using System.Globalization;
using Bench.Outside;
using Bench.Report;

namespace Bench.Http;

/// <summary>The servers that are compared.</summary>
internal static class Servers
{
    /// <summary>The local stack, as <c>dotnet run --project src/LocalCloud</c> starts it once it is built.</summary>
    public static Task<Server> LocalCloudAsync(string state, params string[] arguments)
    {
        var port = Ports.Free();

        return Server.StartAsync(
            Path.Combine(Machine.Root, "src", "LocalCloud", "bin", "Release", "net10.0", "LocalCloud"),
            ["--state", state, "--port", Text(port), "--api-port", "0", .. arguments],
            Machine.Root,
            port,
            "/health");
    }

    /// <summary>AWS Batch alone, as one native file.</summary>
    public static Task<Server> LocalBatchAsync(string program, string state)
    {
        var port = Ports.Free();

        return Server.StartAsync(program, ["serve", "--state", state, "--port", Text(port)], Path.GetTempPath(), port, "/health");
    }

    /// <returns><c>null</c> where moto is not installed, or does not come up.</returns>
    public static async Task<Server?> MotoAsync(string folder)
    {
        if (Commands.Find("moto_server") is not { } moto)
        {
            return null;
        }

        var port = Ports.Free();
        try
        {
            return await Server.StartAsync(moto, ["-H", "127.0.0.1", "-p", Text(port)], folder, port, "/moto-api/data.json");
        }
        catch (InvalidOperationException broken)
        {
            await Console.Error.WriteLineAsync(broken.Message);

            return null;
        }
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
