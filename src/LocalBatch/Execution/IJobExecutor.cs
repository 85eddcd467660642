namespace LocalBatch.Execution;

/// <summary>Runs attempts. Knows no job, no queue and no retry: it reports, the engine decides.</summary>
public interface IJobExecutor
{
    /// <summary>
    /// Runs <paramref name="attempt"/> to its end. The sequence ends after <see cref="AttemptEvent.Exited"/> or
    /// <see cref="AttemptEvent.FailedToStart"/>; what goes wrong with the job is an event, never an exception.
    /// </summary>
    /// <param name="attempt">What to run.</param>
    /// <param name="stop">Asks the attempt to end: SIGTERM to its first process, SIGKILL to all after <see cref="Attempt.Grace"/>. The end is still reported.</param>
    IAsyncEnumerable<AttemptEvent> RunAsync(Attempt attempt, CancellationToken stop);

    /// <summary>
    /// The jobs of these tasks are past their retention: what is kept of them, such as the files of a failed attempt, can go. A
    /// task of which nothing is kept, or that was forgotten before, is no error.
    /// </summary>
    void Forget(IReadOnlyList<string> taskIds)
    {
    }

    /// <summary>
    /// The last container of a task with several has ended: what they shared, such as volumes of the task, can go.
    /// </summary>
    /// <param name="group">Of an attempt that was run; one that shared nothing is no error.</param>
    void Release(ContainerGroup group)
    {
    }

    /// <summary>
    /// Looks for attempts that an earlier life of this program has started and that it could not see the end of: by the id of
    /// their whole task. Run again, such an attempt is taken up, not started. None, where attempts end with the program.
    /// </summary>
    Task<IReadOnlySet<string>> FindLeftAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlySet<string>>(new HashSet<string>());

    /// <summary>Of what <see cref="FindLeftAsync"/> has told, all but these belongs to nobody, and goes.</summary>
    void KeepOnly(IReadOnlySet<string> taskIds)
    {
    }

    /// <summary>
    /// The end of the task is on disk, and with it all that is needed of it. Until then another life may have to read it again.
    /// </summary>
    /// <param name="taskId">The whole task's, which of several containers is their group's.</param>
    void Acknowledge(string taskId)
    {
    }

    /// <summary>
    /// The engine closes, and with it the hosts of all attempts go: from now on what is stopped ends as soon as it can,
    /// whatever its grace. Called again, it does the same.
    /// </summary>
    void Hurry()
    {
    }
}
