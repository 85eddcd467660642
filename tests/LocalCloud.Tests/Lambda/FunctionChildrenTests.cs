using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.Lambda;

/// <summary>
/// What a child of a function's process says is heard, however soon it hangs up. The clock stands still: nothing here is heard because
/// somebody was patient.
/// </summary>
public sealed class FunctionChildrenTests : IAsyncDisposable
{
    // A runtime that takes its events itself and leaves the rest to children, which wait for no answer.
    private const string Head = """
        #!/bin/bash
        port=${AWS_LAMBDA_RUNTIME_API%%/*}; port=${port##*:}; api=/${AWS_LAMBDA_RUNTIME_API#*/}/2018-06-01/runtime
        post() { exec 4<>"/dev/tcp/127.0.0.1/$port"; printf 'POST %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nContent-Length: %s\r\n\r\n%s' "$api/$1" "$port" "${#2}" "$2" >&4; }
        ask() { exec 3<>"/dev/tcp/127.0.0.1/$port"; printf 'GET %s/invocation/next HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n' "$api" "$port" >&3; }
        next() {
          id=; ask
          while IFS= read -r line <&3 && line=${line%$'\r'} && [ -n "$line" ]; do case ${line,,} in lambda-runtime-aws-request-id:*) id=${line##*: };; esac; done
          exec 3>&-
        }

        """;

    private const int Repetitions = 100;

    private readonly FakeTimeProvider _time = new();
    private readonly WorkFunction _work;

    public FunctionChildrenTests() => _work = new() { Timeout = TimeSpan.FromDays(40), Time = _time };

    public ValueTask DisposeAsync() => _work.DisposeAsync();

    [Theory]
    [InlineData("while next; do (post invocation/$id/response '\"heard\"'); done")]
    [InlineData("while next; do (post invocation/$id/response '\"heard\"'; exec 4>&-; kill -KILL $BASHPID); done")]
    [InlineData("while next; do post invocation/$id/response '\"heard\"'; exec 4>&-; done")]
    public async Task An_answer_counts_though_its_child_has_hung_up_and_the_process_asks_for_the_next_event_at_once(string loop)
    {
        WriteBootstrap(loop);

        for (var events = 0; events < Repetitions; events++)
        {
            Assert.Equal("\"heard\"", await InvokeAsync());
        }
    }

    [Theory]
    [InlineData("next; post invocation/$id/response '\"heard\"'; exit 0")]
    [InlineData("next; (post invocation/$id/response '\"heard\"'); kill -KILL $$")]
    public async Task An_answer_counts_though_the_process_has_ended_since(string loop)
    {
        WriteBootstrap(loop);

        for (var events = 0; events < Repetitions / 10; events++)
        {
            Assert.Equal("\"heard\"", await InvokeAsync());
        }
    }

    [Fact]
    public async Task A_process_that_says_why_it_cannot_start_and_ends_at_once_is_heard()
    {
        WriteBootstrap("""post init/error '{"errorType":"NoStart","errorMessage":"no settings"}'; exit 1""");

        for (var events = 0; events < Repetitions / 10; events++)
        {
            Assert.Equal("""{"errorType":"NoStart","errorMessage":"no settings"}""", await InvokeAsync());
        }
    }

    [Fact]
    public async Task A_call_for_the_next_event_that_was_hung_up_on_stands_in_nobodys_way()
    {
        WriteBootstrap("while (ask; exec 3>&-); echo asked; next && [ -n \"$id\" ]; do post invocation/$id/response '\"heard\"'; exec 4>&-; done");

        // The first event starts the process.
        Assert.Equal("\"heard\"", await InvokeAsync());
        await _work.Logs.LineAsync("asked");
        for (var events = 0; events < Repetitions; events++)
        {
            await _work.Logs.LineAsync("asked");
            Assert.Equal("\"heard\"", await InvokeAsync());
        }
    }

    [Fact]
    public async Task An_event_that_nobody_has_answered_fails_once_those_who_stay_connected_have_had_their_time()
    {
        WriteBootstrap("next; exec 5<>\"/dev/tcp/127.0.0.1/$port\"; echo asks; next; post invocation/$id/response '\"heard\"'; exec 4>&-; next");

        var silent = InvokeAsync();
        await _work.Logs.LineAsync("asks");
        while (!silent.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Contains("The runtime asked for the next event without an answer to this one", await silent, StringComparison.Ordinal);
        Assert.Equal("\"heard\"", await InvokeAsync());
    }

    private void WriteBootstrap(string loop) => _work.Write(Head + loop + "\n");

    private async Task<string> InvokeAsync() => Encoding.UTF8.GetString((await _work.InvokeAsync()).Payload.Span);
}
