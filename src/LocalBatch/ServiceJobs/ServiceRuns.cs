using LocalBatch.Execution;

namespace LocalBatch.ServiceJobs;

/// <summary>The life of an attempt of a service job that an executor really runs.</summary>
internal static class ServiceRuns
{
    // Inferred: SageMaker's words for a training job that was lost with what ran it.
    private const string Lost = "InternalServerError: We encountered an internal error.  Please try again.";

    private const int DigitsOfId = 32;

    /// <summary>The task is called as its training job is, whose name ends with an id.</summary>
    public static Guid TaskOf(ServiceJob job) => job.ResourceArn is { Length: > DigitsOfId } arn ? Guid.ParseExact(arn[^DigitsOfId..], "N") : Guid.Empty;

    /// <summary>SageMaker takes it: it checks the request, and starts what it names.</summary>
    public static void Start(ServiceBook book, ServiceJob job)
    {
        if ((job.Training.Problem ?? TrainingAttempt.ProblemOf(job)) is { } problem)
        {
            ServiceJobRules.End(book, job, problem);

            return;
        }

        book.Running[TaskOf(job)] = job;
        book.Starts.Add(job);
        book.Move(job, ServiceJobStatus.Starting);
    }

    /// <summary>The executor tells of it. Of what is over nothing is heard any more.</summary>
    /// <param name="isClosing">The engine closes, and what runs is ended with it.</param>
    public static void Happened(ServiceBook book, ServiceJob job, AttemptEvent happened, bool isClosing)
    {
        if (happened is not AttemptEvent.Started)
        {
            End(book, job, isClosing ? Lost : Failure(happened));
        }
        else if (job.Status == ServiceJobStatus.Starting)
        {
            job.StartedAt = book.Now;
            book.Move(job, ServiceJobStatus.Running);
            if (job.Timeout is { } timeout)
            {
                ServiceJobRules.Phase(book, job, timeout);
            }
        }
    }

    /// <summary>Takes up what an earlier life has left; what it has not left is lost.</summary>
    public static void Resume(ServiceBook book, ServiceJob job, IReadOnlySet<string> left)
    {
        if (!job.Status.HoldsCapacity)
        {
            return;
        }

        var task = TaskOf(job);
        book.Running[task] = job;
        if (!left.Contains(task.ToString("N")))
        {
            End(book, job, Lost);

            return;
        }

        book.Starts.Add(job);
        if (job.IsStopping)
        {
            book.Stops.Add(task);
        }
        else if (job.PhaseEndsAt > 0)
        {
            book.Timers.Set(job, book.Steady + Math.Max(0, job.PhaseEndsAt - book.Now));
        }
    }

    private static void End(ServiceBook book, ServiceJob job, string? failure)
    {
        var task = TaskOf(job);
        book.Running.Remove(task);
        book.Ends.Add(task);
        job.PhaseEndsAt = 0;
        ServiceJobRules.End(book, job, failure);
    }

    private static string? Failure(AttemptEvent end) => end switch
    {
        AttemptEvent.Exited(0, null) => null,
        AttemptEvent.Exited(var code, var reason) => reason ?? $"AlgorithmError: , exit code: {code}",
        AttemptEvent.FailedToStart(_, var reason) => reason.StartsWith("ClientError", StringComparison.Ordinal) ? reason : $"ClientError: {reason}",
        _ => Lost,
    };
}
