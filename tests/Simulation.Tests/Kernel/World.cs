namespace Simulation.Tests.Kernel;

/// <summary>Time, chance and the record of what happened: all that is outside the things simulated.</summary>
internal sealed class World
{
    private readonly OneThread _thread = new();
    private readonly List<Exception> _unexpected = [];

    public World(int seed)
    {
        var random = new Random(seed);
        Schedule = new(random);
        Clock = new(Schedule);
        Disorder = new(random);
        Trace = new(Schedule);
    }

    public Schedule Schedule { get; }

    public SimulatedClock Clock { get; }

    public Disorder Disorder { get; }

    public Trace Trace { get; }

    public TimeSpan Now => Schedule.Now;

    public Task PauseAsync(TimeSpan pause)
    {
        var over = new TaskCompletionSource();
        Schedule.In(pause, over.SetResult);

        return over.Task;
    }

    /// <summary>Starts something that goes on by itself. What it throws ends the run.</summary>
    public void Start(Func<Task> work) => _thread.Post(_ => _ = WatchAsync(work), null);

    /// <summary>Ends the run, even where somebody on the way would take the exception for one of theirs.</summary>
    public void End(Exception why) => _unexpected.Add(why);

    /// <summary>Lets time pass.</summary>
    public void RunUntil(TimeSpan end) => _thread.Run(() =>
    {
        do
        {
            _thread.Drain();
            if (_unexpected is [var first, ..])
            {
                throw first;
            }
        }
        while (Schedule.Step(end));
    });

    private async Task WatchAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _unexpected.Add(exception);
        }
    }
}
