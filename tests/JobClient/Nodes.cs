using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

/// <summary>How the nodes of a job find each other, as MPI's and Ray's scripts do: the main node listens, the others come to it.</summary>
internal static class Nodes
{
    /// <summary>The main node: waits until every other node has said its index.</summary>
    /// <returns>How many nodes there are, this one among them.</returns>
    public static async Task<int> GatherAsync(int port)
    {
        var nodes = int.Parse(Variable("AWS_BATCH_JOB_NUM_NODES"), null);
        using TcpListener listener = new(await OwnAddressAsync(), port);
        listener.Start();
        HashSet<string> seen = [Variable("AWS_BATCH_JOB_NODE_INDEX")];
        while (seen.Count < nodes)
        {
            using var client = await listener.AcceptTcpClientAsync();
            using StreamReader text = new(client.GetStream());
            seen.Add(await text.ReadToEndAsync());
        }

        return seen.Count;
    }

    /// <summary>Another node: listens on the same port at its own address, and tells the main node of itself.</summary>
    public static async Task<string> ReportAsync(int port)
    {
        using TcpListener listener = new(await OwnAddressAsync(), port);
        listener.Start();
        while (true)
        {
            try
            {
                using TcpClient client = new();
                await client.ConnectAsync(IPAddress.Parse(Variable("AWS_BATCH_JOB_MAIN_NODE_PRIVATE_IPV4_ADDRESS")), port);
                await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(Variable("AWS_BATCH_JOB_NODE_INDEX")));

                return "reported";
            }
            catch (SocketException)
            {
                // The main node runs, but may not listen yet.
                await Task.Delay(50);
            }
        }
    }

    private static async Task<IPAddress> OwnAddressAsync()
    {
        using HttpClient http = new();
        using var metadata = JsonDocument.Parse(await http.GetStringAsync(Variable("ECS_CONTAINER_METADATA_URI_V4")));

        return IPAddress.Parse(metadata.RootElement.GetProperty("Networks")[0].GetProperty("IPv4Addresses")[0].GetString() ?? "");
    }

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");
}
