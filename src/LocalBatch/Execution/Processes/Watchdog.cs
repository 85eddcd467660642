using System.ComponentModel;
using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>
/// A shell that outlives this program by a moment: it waits for the end of a pipe that only this program holds open,
/// and then kills what the table of live attempts still lists. It has a session of its own, so that no signal to this
/// program's group reaches it. A program caught in the middle of starting holds the pipe until it is up, so
/// it too is seen.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    /// <summary>
    /// Arguments: the table, the root of the working folders. Groups first; then, where there is a /proc, whatever
    /// carries an attempt's mark in its environment: attempts about to start, and processes that left their group.
    /// A line that no attempt can have written kills nobody, nor does a pid that is another process by now.
    /// </summary>
    // kill: the signal by -s, since dash takes "--" only then; with "--", since it takes no negative number otherwise.
    // Differs: macOS has no /proc; there a pid that is another process by now is not noticed.
    internal const string Script = """
        trap '' HUP INT TERM QUIT
        while read -r _; do :; done
        exec </dev/null
        table=$1 root=$2
        is_it() {
          [ -r /proc/self/stat ] || return 0
          read -r stat <"/proc/$1/stat" || return 1
          set -- "$2" ${stat##*) }
          [ "$1" = "${21}" ]
        }
        set --
        while read -r pid start task job; do
          case $task in ''|*[!0-9a-f]*) continue ;; esac
          [ ${#task} -eq 32 ] || continue
          case $pid in
            '?') ;;
            0*|1|*[!0-9]*) continue ;;
            *) is_it "$pid" "$start" && kill -s KILL -- "-$pid" ;;
          esac
          set -- "$@" -e "HOME=$root/$task" -e "TMPDIR=$root/$task"
          case $job in ''|*[!0-9a-f:#-]*) ;; *) set -- "$@" -e "AWS_BATCH_JOB_ID=$job" ;; esac
        done <"$table"
        [ $# -gt 0 ] && [ -r /proc/self/environ ] || exit 0
        for round in 1 2 3 4 5; do
          found=$(grep -laF "$@" /proc/[0-9]*/environ)
          [ -n "$found" ] || exit 0
          for file in $found; do
            pid=${file#/proc/}
            kill -s KILL "${pid%/environ}"
          done
        done
        """;

    /// <summary>The shell of every POSIX system: dash on Debian and Ubuntu, bash on Fedora, busybox on Alpine.</summary>
    private static readonly string[] SystemShell = ["/bin/sh"];

    private readonly int _pid;
    private readonly int _lifeline;

    /// <exception cref="Win32Exception">There is no <c>/bin/sh</c>, or no room for it.</exception>
    public Watchdog(Spawner spawner, string table, string root)
        : this(spawner, table, root, SystemShell)
    {
    }

    /// <param name="shell">Path of a shell, and words to give it first, such as <c>sh</c> for busybox.</param>
    /// <inheritdoc cref="Watchdog(Spawner, string, string)"/>
    internal Watchdog(Spawner spawner, string table, string root, IReadOnlyList<string> shell)
    {
        var pipe = PipeEnds.Open();
        var launch = new Launch(shell[0], [.. shell, "-c", Script, "localbatch-watchdog", table, root], [$"PATH={JobEnvironment.DefaultPath}"], "/");
        var error = spawner.Start(launch, pipe.Read, -1, -1, out _pid);
        _ = Libc.Close(pipe.Read);
        _lifeline = pipe.Write;
        if (error != 0)
        {
            _ = Libc.Close(_lifeline);
            throw new Win32Exception(error, "The watchdog that ends jobs together with this program did not start.");
        }
    }

    /// <summary>Lets it find an empty table and end.</summary>
    public unsafe void Dispose()
    {
        _ = Libc.Close(_lifeline);
        int status;
        _ = Libc.WaitForPid(_pid, &status, 0);
    }
}
