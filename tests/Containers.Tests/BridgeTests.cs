using System.Diagnostics;

namespace Containers.Tests;

/// <summary>Jobs behind a bridge of this machine, made for the test: by which name they reach the stack, and what it lets in there.</summary>
public sealed class BridgeTests(StateFolders folders) : IClassFixture<StateFolders>, IAsyncLifetime
{
    private const string Bridge = "lbtest0";
    private const string Address = "172.31.253.1";

    public async ValueTask InitializeAsync()
    {
        await IpAsync("link", "add", Bridge, "type", "bridge");
        await IpAsync("addr", "add", Address + "/24", "dev", Bridge);
        await IpAsync("link", "set", Bridge, "up");
    }

    public async ValueTask DisposeAsync()
    {
        await IpAsync("link", "delete", Bridge);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_job_reaches_its_metadata_has_keys_of_its_role_and_finds_nothing_else_open()
    {
        await using var daemon = await OwnDaemon.StartBridgedAsync(Bridge);
        await using var stack = await Stack.StartAsync(folders.New("bridge"), daemon.Endpoint, "--job-network", "bridge");
        const string script =
            """
            wget -qO- $ECS_CONTAINER_METADATA_URI_V4/task | head -c 20; echo
            echo $AWS_ENDPOINT_URL | sed 's/:[0-9]*$//'
            test -n "$AWS_SESSION_TOKEN" && echo keys; echo "address:$AWS_CONTAINER_CREDENTIALS_FULL_URI"
            wget -O- $AWS_ENDPOINT_URL/health 2>&1 | grep -o '403' ; wget -O- --header "Host: 127.0.0.1:${AWS_ENDPOINT_URL##*:}" $AWS_ENDPOINT_URL/health 2>&1 | grep -o '403'
            """;

        var id = await stack.SubmitAsync("bridge", $$"""
            "type": "container", "containerProperties": {"image": "{{Daemon.Image}}", "jobRoleArn": "arn:aws:iam::123456789012:role/worker",
             "command": ["{{System.Text.Json.JsonEncodedText.Encode(script)}}"], "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "32"}]}
            """);
        var job = await stack.UntilAsync(id, "SUCCEEDED", "FAILED");

        var lines = await stack.LinesAsync(Stack.Text(job.GetProperty("container"), "logStreamName"));
        Assert.Equal(["""{"Cluster":"arn:aws:""", "http://host.docker.internal", "keys", "address:", "403", "403"], lines);
    }

    private static async Task IpAsync(params string[] arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments)) ?? throw new InvalidOperationException("There is no ip.");
        await ip.WaitForExitAsync(CancellationToken.None);
        Assert.True(ip.ExitCode == 0, $"ip {string.Join(' ', arguments)} ended with {ip.ExitCode}; a bridge needs root.");
    }
}
