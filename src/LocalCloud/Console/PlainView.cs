using System.Globalization;

namespace LocalCloud.Console;

/// <summary>One line for each change of a status, in the order in which they happened: for pipes and files.</summary>
/// <param name="screen">Where they go.</param>
/// <param name="time">Tells which are old enough for nothing older to come.</param>
internal sealed class PlainView(Screen screen, TimeProvider time) : IJobView
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly NewsOrder _order = new(Moment);

    public TimeSpan IntakePause => TimeSpan.FromSeconds(5);

    public void Changed(FollowedJob job, JobNews news) => _order.Add(job, news);

    public void Looked() => Tell(_order.Due(time.GetUtcNow()));

    public void Say(string text) => screen.Line(text);

    public Task<T> TakeInAsync<T>(Func<Action<string>, Task<T>> wait) =>
        wait(line => screen.Line(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():HH:mm:ss} {line}")));

    public async Task RunAsync(FollowedJobs jobs, Func<Task> follow)
    {
        try
        {
            await follow();
        }
        finally
        {
            Tell(_order.Rest());
        }
    }

    private void Tell(IReadOnlyList<(FollowedJob Job, JobNews News)> all)
    {
        foreach (var (job, news) in all)
        {
            screen.Line(string.Create(CultureInfo.InvariantCulture, $"{news.At:HH:mm:ss.fff} {job.Name} {news.Text}"));
        }
    }
}
