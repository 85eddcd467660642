using System.Globalization;
using System.Text;
using LocalCloud.Gateway;
using LocalCloud.Lambda;
using LocalCloud.Lineages;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCloud.Tests.Lambda;

/// <summary>A function's process is the first of a session of its own, and nothing that it leaves running outlives it.</summary>
public sealed class FunctionLeftoversTests : IAsyncLifetime
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

    private readonly string _folder = Directory.CreateTempSubdirectory("functions-").FullName;
    private FunctionHost? _host;

    private string Program => Path.Combine(_folder, "bootstrap");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_host is { } host)
        {
            await host.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_functions_process_has_a_session_of_its_own_and_so_no_terminal_of_the_operators()
    {
        Write(Bootstrap);

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
        Write(Bootstrap);

        var left = int.Parse((await InvokeAsync(command)).Trim('"'), CultureInfo.InvariantCulture);
        Assert.True(IsRunning(left));
        await Assert.IsType<FunctionHost>(_host).DisposeAsync();

        // The system may take a moment over it.
        for (; IsRunning(left); await Task.Yield())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task What_is_left_by_one_that_has_ended_by_itself_ends_too()
    {
        Write(Bootstrap);

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
        Write(program);

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
        await File.WriteAllBytesAsync(Program, program, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Contains("Exec format error", await InvokeAsync(""), StringComparison.Ordinal);
    }

    private static bool IsRunning(int id) =>
        ProcessRow.Read(ProcessRow.FolderOf(id)) is { } stat && !stat[(stat.LastIndexOf(')') + 1)..].TrimStart().StartsWith('Z');

    private void Write(string program)
    {
        File.WriteAllText(Program, program);
        File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<string> InvokeAsync(string command, string payload = "{}")
    {
        _host ??= FunctionHost.Start(new()
        {
            Functions = [A.Function with { Timeout = TimeSpan.FromMinutes(1), Environment = new Dictionary<string, string> { ["COMMAND"] = command } }],
            Folder = _folder,
            HomeFolder = Path.Combine(_folder, "home"),
            Account = new("us-east-1", "123456789012"),
            Sessions = new(),
            Endpoint = new("http://127.0.0.1:4500"),
            Logs = new RecordingLogs(),
            Time = TimeProvider.System,
            NewId = Guid.NewGuid,
            Loggers = NullLoggerFactory.Instance,
            MaximumConcurrency = 1,
        });

        return Encoding.UTF8.GetString((await _host.InvokeAsync("Work", Encoding.UTF8.GetBytes(payload), Lineage.None, beginWithin: null, TestContext.Current.CancellationToken)).Payload.Span);
    }
}
