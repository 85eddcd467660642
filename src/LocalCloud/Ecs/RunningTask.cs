using LocalBatch.Execution;
using LocalCloud.Gateway;

namespace LocalCloud.Ecs;

/// <summary>A task as long as its attempt goes on; of one with several containers, one of them.</summary>
/// <param name="Attempt">What runs.</param>
/// <param name="Task">What it is on AWS.</param>
/// <param name="RoleArn">Whose credentials it gets, or <c>null</c>.</param>
/// <param name="PathSecret">Part of its metadata's address: whoever knows it may read them.</param>
/// <param name="Token">What its calls for credentials carry.</param>
/// <param name="CreatedAt">When it was put together.</param>
internal sealed record RunningTask(Attempt Attempt, EcsTask Task, string? RoleArn, string PathSecret, string Token, DateTimeOffset CreatedAt)
{
    /// <summary>When its program was up; <c>null</c> until then.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>How it ended, where other containers of its task go on; <c>null</c> until then.</summary>
    public ContainerStop? Stopped { get; set; }

    /// <summary>Id of the task, of which a container may be one of several.</summary>
    public string TaskId => Task.TaskArn[(Task.TaskArn.LastIndexOf('/') + 1)..];

    /// <summary>The variable that every process of the task inherits, and nobody else has.</summary>
    public string MetadataPath => $"/v4/{PathSecret}";

    /// <summary>Token and secret stay out of logs that print the record.</summary>
    public override string ToString() => $"RunningTask {{ Task = {Task.TaskArn} }}";
}

/// <param name="ExitCode">Absent where it never ran.</param>
internal sealed record ContainerStop(int? ExitCode, DateTimeOffset At);

/// <summary>Keys that a task was given, and until when it gets the same ones again.</summary>
internal sealed record TaskKeys(SessionKeys Keys, DateTimeOffset FreshUntil);
