using Spectre.Console;
using Spectre.Console.Rendering;

namespace LocalCloud.Console;

/// <summary>A table that changes in place: for terminals.</summary>
internal sealed class LiveView(IAnsiConsole console, Screen screen) : IJobView
{
    private const int MostRows = 30;

    private FollowedJobs _jobs = new([], 0);
    private LiveDisplayContext? _context;

    public void Changed(FollowedJob job, JobNews news)
    {
        WriteHeld();
        _context?.UpdateTarget(Draw());
    }

    public void Say(string text) => screen.Line(text);

    // The line is renewed in its place.
    public TimeSpan IntakePause => TimeSpan.Zero;

    public async Task<T> TakeInAsync<T>(Func<Action<string>, Task<T>> wait)
    {
        using (screen.Hold())
        {
            return await console.Live(new Text("")).AutoClear(true).StartAsync(context => wait(line =>
            {
                WriteHeld();
                context.UpdateTarget(Foreign(line));
            }));
        }
    }

    // The table has no order of time.
    public void Looked()
    {
    }

    public async Task RunAsync(FollowedJobs jobs, Func<Task> follow)
    {
        _jobs = jobs;
        using (screen.Hold())
        {
            await console.Live(Draw()).StartAsync(async context =>
            {
                _context = context;
                await follow();
                context.UpdateTarget(Draw());
            });
            _context = null;
        }
    }

    /// <summary>The table as it is now.</summary>
    internal IRenderable Draw()
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Job", "Status", "Reason").AddColumn(new TableColumn("Id").NoWrap());
        var all = _jobs.All;
        foreach (var job in all.OrderBy(job => job.IsOver).Take(MostRows))
        {
            var ending = job.Ending;
            table.AddRow(Foreign(job.Name), Foreign(job.Status, Colour(job.Status)), Foreign(job.Waiting ?? ending[job.Status.Length..].TrimStart(' ', ',')), Foreign(job.JobId));
        }

        if (all.Count > MostRows)
        {
            table.Caption($"{all.Count - MostRows} more; {all.Count(job => job.IsOver)} of {all.Count} are over");
        }

        return table;
    }

    private void WriteHeld()
    {
        foreach (var line in screen.TakeHeld())
        {
            console.WriteLine(line);
        }
    }

    private static Text Foreign(string? text, Color? colour = null) => new(TerminalText.Of(text ?? ""), new Style(colour));

    private static Color Colour(string status) => status switch
    {
        "SUCCEEDED" => Color.Green,
        "FAILED" or "REFUSED" => Color.Red,
        "RUNNING" or "STARTING" => Color.Yellow,
        _ => Color.Grey,
    };
}
