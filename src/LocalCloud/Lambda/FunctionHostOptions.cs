using LocalBatch.Execution;
using LocalCloud.Gateway;
using LocalCloud.Template;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Lambda;

/// <summary>What the functions of a stack run with.</summary>
internal sealed record FunctionHostOptions
{
    public required IReadOnlyList<FunctionResource> Functions { get; init; }

    /// <summary>Folder of the executable <c>bootstrap</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>Folder of a function's code.</summary>
    public string FolderOf(FunctionResource function) => function.Command.IsBootstrap ? Folder : InlineCode.FolderOf(function, HomeFolder);

    /// <summary>Program and arguments of a function's processes.</summary>
    public IReadOnlyList<string> WordsOf(FunctionResource function) =>
        function.Command.IsBootstrap ? [Path.Combine(Folder, "bootstrap")] : [.. function.Command.Words, function.Handler];

    /// <summary>Home and temporary folder of the processes, so that they see no file of the user's.</summary>
    public required string HomeFolder { get; init; }

    public required AwsAccount Account { get; init; }

    /// <summary>Where each process gets keys of its function's role.</summary>
    public required Sessions Sessions { get; init; }

    /// <summary>The endpoint of all services.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Who may call the Runtime API of a process.</summary>
    public PeerCheck Peers { get; init; } = PeerCheck.Create();

    /// <summary>Whether a process, or one that it has started, holds a socket; <c>null</c> where that is not known.</summary>
    public Func<int, ulong, bool?> HoldsSocket { get; init; } = ProcessTree.Holds;

    public required IJobLogs Logs { get; init; }

    public required TimeProvider Time { get; init; }

    public required Func<Guid> NewId { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Most processes of one function at a time where the template reserves no number.</summary>
    public int MaximumConcurrency { get; init; } = Math.Clamp(Environment.ProcessorCount * 2, 4, 16);

    /// <summary>Most processes of one function that come up at the same time.</summary>
    public int StartsAtOnce { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>An idle process ends after it; the first one to be idle ends first.</summary>
    public TimeSpan IdleLimit { get; init; } = TimeSpan.FromMinutes(5);

    // Differs: AWS gives 10 seconds, then starts again; a machine compiling just in time and running jobs may need more.
    /// <summary>Time until a new process has to ask for its first event.</summary>
    public TimeSpan InitLimit { get; init; } = TimeSpan.FromSeconds(60);
}
