using System.Net;
using System.Text;
using System.Text.Json;
using LocalCloud.Gateway;
using LocalCloud.Lambda;

namespace LocalCloud.Tests.Lambda;

/// <summary>A function's Runtime API is for its own processes, whoever else knows its path.</summary>
public sealed class FunctionPeersTests : IAsyncDisposable
{
    private const uint Us = 1000;

    // A runtime in a shell, as custom runtimes are written: each call is a child, or a child's child.
    private const string Head = """
        #!/bin/sh
        api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
        next() { curl -sS --noproxy '*' -D "$HOME/headers" -o /dev/null "$api/next"; sed -n 's/^lambda-runtime-aws-request-id: *\([0-9a-f-]*\).*/\1/Ip' "$HOME/headers"; }
        respond() { curl -sS --noproxy '*' -o /dev/null -d "\"$AWS_LAMBDA_RUNTIME_API\"" "$api/$1/response"; }

        """;

    private static readonly IPEndPoint Client = new(IPAddress.Loopback, 39_512);
    private static readonly IPEndPoint Server = new(IPAddress.Loopback, 4501);

    private readonly WorkFunction _work = new();

    public ValueTask DisposeAsync() => _work.DisposeAsync();

    [Theory]
    [InlineData("while :; do id=$(next) && respond \"$id\"; done")]
    [InlineData("while :; do id=$( (next; :) ) && (respond \"$id\"; :); done")]
    [InlineData("export api; while :; do id=$(next) && sh -c 'sh -c \"curl -sS --noproxy \\\"*\\\" -o /dev/null -d \\\"\\\\\\\"$1\\\\\\\"\\\" $api/$0/response; :\" $0 $1; :' $id $AWS_LAMBDA_RUNTIME_API; done")]
    // Parents that end before the child that they leave behind has said anything.
    [InlineData("mkfifo $HOME/said; export api; while :; do id=$(next) && sh -c '(while kill -0 $$ 2>/dev/null; do :; done; curl -sS --noproxy \"*\" -o /dev/null -d \"\\\"$1\\\"\" $api/$0/response; echo >$HOME/said) &' $id $AWS_LAMBDA_RUNTIME_API; read -r _ <$HOME/said; done")]
    public async Task A_bootstrap_in_a_shell_calls_from_its_children_and_theirs(string loop)
    {
        WriteBootstrap(loop);

        for (var events = 0; events < 3; events++)
        {
            Assert.Matches("^127\\.0\\.0\\.1:\\d+/[0-9a-f]{32}$", await InvokeAsync());
        }
    }

    [Theory]
    [InlineData("GET", "next")]
    [InlineData("POST", "0000/response")]
    [InlineData("POST", "../init/error")]
    public async Task Another_process_of_the_same_user_that_knows_the_path_is_refused(string method, string call)
    {
        WriteBootstrap("while :; do id=$(next) && respond \"$id\"; done");
        var api = await InvokeAsync();
        using HttpClient client = new();
        using HttpRequestMessage request = new(new(method), $"http://{api}/2018-06-01/runtime/invocation/{call}");

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(
            """{"message":"Forbidden: the Runtime API answers the function's own process and the processes that it has started, and this is another one"}""",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(api, await InvokeAsync());
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(null, null)]
    [InlineData(false, FunctionPeers.Refusal)]
    public async Task Who_certainly_is_none_of_the_functions_processes_is_refused_and_who_may_be_one_is_not(bool? holds, string? refusal)
    {
        FunctionPeers peers = new(new(Us, (_, _) => new(Us, 47_451), token: null), (process, inode) => (process, inode) == (17, 47_451) ? holds : throw new InvalidOperationException("Asked for another."));
        peers.Belongs(17);

        Assert.Equal(refusal, await peers.RefusalAsync(Client, Server));
    }

    [Fact]
    public async Task A_child_that_the_first_look_missed_is_found_by_the_next()
    {
        var looks = 0;
        FunctionPeers peers = new(new(Us, (_, _) => new(Us, 47_451), token: null), (_, _) => ++looks == 2);
        peers.Belongs(17);

        Assert.Null(await peers.RefusalAsync(Client, Server));
    }

    [Fact]
    public async Task Who_has_gone_while_it_was_looked_for_is_let_in()
    {
        var asked = 0;
        FunctionPeers peers = new(new(Us, (_, _) => ++asked == 1 ? new(Us, 47_451) : null, token: null), (_, _) => false);
        peers.Belongs(17);

        Assert.Null(await peers.RefusalAsync(Client, Server));
    }

    [Fact]
    public async Task Another_user_is_refused_whatever_the_processes_are()
    {
        FunctionPeers peers = new(new(Us, (_, _) => new(65_534, 47_451), token: null), (_, _) => true);
        peers.Belongs(17);

        Assert.Equal(PeerCheck.Refusal, await peers.RefusalAsync(Client, Server));
    }

    [Fact]
    public async Task A_connection_that_comes_before_its_process_is_known_waits_for_it()
    {
        FunctionPeers peers = new(new(Us, (_, _) => new(Us, 47_451), token: null), (process, _) => process == 17);

        var refusal = peers.RefusalAsync(Client, Server).AsTask();
        Assert.False(refusal.IsCompleted);
        peers.Belongs(17);

        Assert.Null(await refusal);
    }

    private void WriteBootstrap(string loop) => _work.Write(Head + loop + "\n");

    /// <summary>The address of the Runtime API, with its secret path, which the bootstraps answer.</summary>
    private async Task<string> InvokeAsync()
    {
        var result = await _work.InvokeAsync();
        Assert.False(result.IsError, Encoding.UTF8.GetString(result.Payload.Span));

        return JsonDocument.Parse(result.Payload).RootElement.GetString() ?? "";
    }
}
