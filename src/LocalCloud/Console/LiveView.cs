using Spectre.Console;

namespace LocalCloud.Console;

/// <summary>A table that changes in place: for terminals.</summary>
internal sealed class LiveView(IAnsiConsole console, Screen screen) : IJobView
{
    private const int MostRows = 30;

    private IReadOnlyList<FollowedJob> _jobs = [];
    private LiveDisplayContext? _context;

    public void Changed(FollowedJob job, DateTimeOffset at, string status, string? reason)
    {
        foreach (var line in screen.TakeHeld())
        {
            console.WriteLine(line);
        }

        _context?.UpdateTarget(Draw());
    }

    public void Say(string text) => screen.Line(text);

    public async Task RunAsync(IReadOnlyList<FollowedJob> jobs, Func<Task> follow)
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

    private Table Draw()
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Job", "Status", "Reason").AddColumn(new TableColumn("Id").NoWrap());
        foreach (var job in _jobs.OrderBy(job => job.IsOver).Take(MostRows))
        {
            table.AddRow(Foreign(job.Name), Foreign(job.Status, Colour(job.Status)), Foreign(job.Reason), Foreign(job.JobId));
        }

        if (_jobs.Count > MostRows)
        {
            table.Caption($"{_jobs.Count - MostRows} more; {_jobs.Count(job => job.IsOver)} of {_jobs.Count} are over");
        }

        return table;
    }

    private static Text Foreign(string? text, Color? colour = null) => new(TerminalText.Of(text ?? ""), new Style(colour));

    private static Color Colour(string status) => status switch
    {
        "SUCCEEDED" => Color.Green,
        "FAILED" => Color.Red,
        "RUNNING" or "STARTING" => Color.Yellow,
        _ => Color.Grey,
    };
}
