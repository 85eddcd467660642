namespace LocalCloud.Console;

/// <summary>Shows the jobs while they run.</summary>
internal interface IJobView
{
    /// <summary>A job went into a status, or has a reason to wait.</summary>
    void Changed(FollowedJob job, JobNews news);

    /// <summary>Something to say while the jobs are not known yet.</summary>
    void Say(string text);

    /// <summary>Runs <paramref name="wait"/>, which is given where to tell how far the manifest has been taken in.</summary>
    Task<T> TakeInAsync<T>(Func<Action<string>, Task<T>> wait);

    /// <summary>Between two lines of how far a manifest has been taken in.</summary>
    TimeSpan IntakePause { get; }

    /// <summary>Every job has been looked at, or most.</summary>
    void Looked();

    /// <summary>Runs <paramref name="follow"/> while showing <paramref name="jobs"/>.</summary>
    Task RunAsync(FollowedJobs jobs, Func<Task> follow);
}
