using System.Globalization;
using System.Text;
using LocalCloud.Gateway;

namespace LocalCloud.Tests.Lambda;

/// <summary>A function's process is the first of a session of its own, and nothing that it leaves running outlives it.</summary>
public sealed class FunctionLeftoversTests : IAsyncDisposable
{
    // A runtime in bash: each event is answered with what its command prints.
    private const string Bootstrap = """
        #!/bin/bash
        api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
        while :; do
          event=$(curl -sS --noproxy '*' -D "$HOME/headers" "$api/next") || exit 1
          id=$(sed -n 's/^lambda-runtime-aws-request-id: *\([0-9a-f-]*\).*/\1/Ip' "$HOME/headers")
          said=$(eval "$COMMAND")
          curl -sS --noproxy '*' -o /dev/null -d "\"$said\"" "$api/$id/response"
          [ "$event" = '"last"' ] && exit 0
        done
        """;

    private readonly WorkFunction _work = new();

    public ValueTask DisposeAsync() => _work.DisposeAsync();

    [Fact]
    public async Task A_functions_process_has_a_session_of_its_own_and_so_no_terminal_of_the_operators()
    {
        _work.Write(Bootstrap);

        // The process id, its session, and its terminal (proc_pid_stat(5), fields 1, 6 and 7).
        var fields = (await InvokeAsync("cut -d' ' -f1,6,7 /proc/$$/stat")).Trim('"').Split(' ');

        Assert.Equal([fields[0], fields[0], "0"], fields);
    }

    [Theory]
    [InlineData("sleep 1000 >&2 & echo $!")]
    [InlineData("sleep 1000 </dev/null >/dev/null 2>&1 & echo $!")]
    [InlineData("sh -c 'sleep 1000 >&2 & echo $!'")]
    [InlineData("setsid sh -c 'echo $$; exec sleep 1000 >&2' &")]
    public async Task What_it_leaves_running_ends_with_it(string command)
    {
        _work.Write(Bootstrap);

        var left = int.Parse((await InvokeAsync(command)).Trim('"'), CultureInfo.InvariantCulture);
        Assert.True(IsRunning(left));
        await _work.StopAsync();

        // The system may take a moment over it.
        for (; IsRunning(left); await Task.Yield())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task What_is_left_by_one_that_has_ended_by_itself_ends_too()
    {
        _work.Write(Bootstrap);

        var left = int.Parse((await InvokeAsync("sleep 1000 >&2 & echo $!", "\"last\"")).Trim('"'), CultureInfo.InvariantCulture);

        for (; IsRunning(left); await Task.Yield())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    [Theory]
    [InlineData("echo this has no first line", "Exec format error")]
    [InlineData("#!/nowhere/sh\n", "No such file or directory")]
    [InlineData("#!\n", "Exec format error")]
    [InlineData("", "Exec format error")]
    public async Task What_the_system_cannot_run_is_told_in_its_words(string program, string why)
    {
        _work.Write(program);

        var answer = await InvokeAsync("");

        Assert.Contains("Runtime.InvalidEntrypoint", answer, StringComparison.Ordinal);
        Assert.Contains(why, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_for_another_machine_is_told_in_the_systems_words()
    {
        var program = await File.ReadAllBytesAsync("/bin/true", TestContext.Current.CancellationToken);
        // The machine stands in the bytes 18 and 19 (elf(5)); none has this number.
        (program[18], program[19]) = (0xEE, 0xEE);
        _work.Write(program);

        Assert.Contains("Exec format error", await InvokeAsync(""), StringComparison.Ordinal);
    }

    private static bool IsRunning(int id) =>
        ProcessRow.Read(ProcessRow.FolderOf(id)) is { } stat && !stat[(stat.LastIndexOf(')') + 1)..].TrimStart().StartsWith('Z');

    private async Task<string> InvokeAsync(string command, string payload = "{}") =>
        Encoding.UTF8.GetString((await _work.InvokeAsync(payload, ("COMMAND", command))).Payload.Span);
}
