using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>An attempt in the hands of the loop, which alone changes it.</summary>
internal sealed class LiveAttempt(Attempt attempt, Launch launch, IJobLogStream log)
{
    public const int NoOutput = -1;

    public Attempt Attempt { get; } = attempt;

    public Launch Launch { get; } = launch;

    public IJobLogStream Log { get; } = log;

    public LineSplitter Lines { get; } = new(log);

    /// <summary>Settled once the program is up (<c>null</c>), or was not started.</summary>
    public TaskCompletionSource<AttemptEvent.FailedToStart?> Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Settled once the whole group is gone and its output taken.</summary>
    public TaskCompletionSource<AttemptEvent.Exited> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The leader's process id, and the group's.</summary>
    public int Pid { get; set; }

    /// <summary>The reading end of the output's pipe, or <see cref="NoOutput"/>.</summary>
    public int Output { get; set; } = NoOutput;

    /// <summary>The reading end on which bubblewrap tells of the program, or <see cref="NoOutput"/>.</summary>
    public int Status { get; set; } = NoOutput;

    /// <summary>Process id of the program behind bubblewrap; 0 where there is none, or it is not known yet.</summary>
    public int Program { get; set; }

    /// <summary>Where on the steady clock it started.</summary>
    public long StartedAt { get; set; }

    /// <summary>The job's id where its processes carry it in <c>AWS_BATCH_JOB_ID</c>, as all that the engine starts do; else empty.</summary>
    public string MarkedJobId { get; } =
        attempt.Environment.TryGetValue("AWS_BATCH_JOB_ID", out var id) && id == attempt.JobId ? id : "";

    /// <summary>Id of the task that had its working folder first.</summary>
    public string FolderName { get; } = Path.GetFileName(launch.Folder);

    /// <summary>What marks its processes and nobody else's: of several containers each has the job's id, so that it is none of them.</summary>
    public string[] Marks => JobEnvironment.MarksOf(Launch.Folder, Attempt.Group is null ? MarkedJobId : "");

    /// <summary>Line in the table of live attempts.</summary>
    public int Slot { get; set; }

    /// <summary>The control group that holds it to its memory; <c>null</c> where that is looked at from outside.</summary>
    public MemoryGroup? Memory { get; set; }

    public ITimer? Grace { get; set; }

    /// <summary>One of its processes was killed for memory; the attempt's reason says so however it ends.</summary>
    public bool IsOutOfMemory { get; set; }

    /// <summary>The process last killed for memory: until it is gone no other is.</summary>
    public int Victim { get; set; }

    /// <summary>The leader is reaped; others of its group may take a moment to die.</summary>
    public bool IsReaped { get; set; }

    public int? ExitCode { get; set; }

    /// <summary>Resident memory at the last look.</summary>
    public long Bytes { get; set; }
}
