using System.Globalization;

namespace LocalCloud.Console;

/// <summary>One line for each change of a status: for pipes and files.</summary>
internal sealed class PlainView(Screen screen) : IJobView
{
    public void Changed(FollowedJob job, DateTimeOffset at, string status, string? reason) =>
        screen.Line(string.Create(CultureInfo.InvariantCulture, $"{at:HH:mm:ss.fff} {job.Name} {status}{(reason is null ? "" : $" ({reason})")}"));

    public void Say(string text) => screen.Line(text);

    public Task RunAsync(IReadOnlyList<FollowedJob> jobs, Func<Task> follow) => follow();
}
