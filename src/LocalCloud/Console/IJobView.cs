namespace LocalCloud.Console;

/// <summary>Shows the jobs while they run.</summary>
internal interface IJobView
{
    /// <summary>A job went into a status, or has a reason to wait.</summary>
    void Changed(FollowedJob job, JobNews news);

    /// <summary>Something to say while the jobs are not known yet.</summary>
    void Say(string text);

    /// <summary>Runs <paramref name="follow"/> while showing <paramref name="jobs"/>.</summary>
    Task RunAsync(FollowedJobs jobs, Func<Task> follow);
}
