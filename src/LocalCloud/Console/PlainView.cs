using System.Globalization;

namespace LocalCloud.Console;

/// <summary>One line for each change of a status: for pipes and files.</summary>
internal sealed class PlainView(Screen screen) : IJobView
{
    public void Changed(FollowedJob job, JobNews news) =>
        screen.Line(string.Create(CultureInfo.InvariantCulture, $"{news.At:HH:mm:ss.fff} {job.Name} {news.Text}"));

    public void Say(string text) => screen.Line(text);

    public Task RunAsync(FollowedJobs jobs, Func<Task> follow) => follow();
}
