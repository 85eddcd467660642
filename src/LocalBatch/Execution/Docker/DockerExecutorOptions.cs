using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalBatch.Execution.Docker;

/// <summary>Settings of a <see cref="DockerExecutor"/>.</summary>
public sealed record DockerExecutorOptions
{
    /// <summary>Where the daemon answers: <c>unix:///var/run/docker.sock</c>, Podman's socket, or <c>tcp://host:port</c>.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Folder for what containers are given: made with the first container, and a sign that there may be others to take up.</summary>
    public required string WorkRoot { get; init; }

    /// <summary>Where output goes.</summary>
    public required IJobLogs Logs { get; init; }

    /// <summary>Clock of log lines and grace periods.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Source of the name by which a stack knows its own containers.</summary>
    public required Func<Guid> NewId { get; init; }

    /// <summary>Where the executor says what its operator should know. Default: nowhere.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>When images are pulled.</summary>
    public PullPolicy Pull { get; init; } = PullPolicy.Missing;

    /// <summary>What network containers have.</summary>
    public ContainerNetwork Network { get; init; } = ContainerNetwork.Host;

    /// <summary>Values of secrets that job definitions name.</summary>
    public SecretValues Secrets { get; init; } = SecretValues.None;

    /// <summary>GPUs to hand out, by number from 0.</summary>
    public int Gpus { get; init; }

    /// <summary>Where volumes stay that jobs share, such as EFS file systems; <c>null</c>: below <see cref="WorkRoot"/>.</summary>
    public string? SharedFolders { get; init; }

    /// <summary>The file in which <c>docker login</c> keeps credentials of registries; <c>null</c>: images are pulled without.</summary>
    public string? LoginsFile { get; init; }

    /// <summary>Time between SIGTERM and SIGKILL once the engine closes.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a daemon that has gone away may take to come back before the attempts in it are given up.</summary>
    // AWS: the agent gives its daemon three minutes for a container to change its state (ECS agent, DockerTimeoutError).
    public TimeSpan DaemonPatience { get; init; } = TimeSpan.FromMinutes(3);
}

/// <summary>When an image is pulled.</summary>
public enum PullPolicy
{
    /// <summary>When the daemon does not have it.</summary>
    Missing,

    /// <summary>Before every attempt.</summary>
    Always,

    /// <summary>Not at all: what is not there is an error.</summary>
    Never,
}

/// <summary>What network containers have.</summary>
public enum ContainerNetwork
{
    /// <summary>The machine's own, so that the stack is reached at 127.0.0.1.</summary>
    Host,

    /// <summary>One behind a bridge, from which the machine is <c>host.docker.internal</c>.</summary>
    Bridge,
}
