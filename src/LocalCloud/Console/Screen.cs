using Microsoft.Extensions.Logging;

namespace LocalCloud.Console;

/// <summary>
/// What the user sees: results on standard output, warnings on standard error. While a live table is on the terminal,
/// lines wait until it has been drawn the next time. Whatever comes here may quote a stranger, so it is escaped here.
/// </summary>
internal sealed class Screen(TextWriter output, TextWriter error)
{
    private readonly object _gate = new();
    private readonly Queue<string> _held = new();
    private bool _isHolding;

    public void Line(string text = "") => Write(TerminalText.Of(text));

    /// <summary>As it is, control characters and all: only where the user has asked for it.</summary>
    public void Raw(string text) => Write(text);

    public void Error(string text) => WriteError(TerminalText.Of(text));

    /// <summary>Several lines of our own, such as what an exception says; all but the first are indented, so that none looks like a result.</summary>
    public void ErrorLines(string text)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        for (var index = 0; index < lines.Length; index++)
        {
            Error(index == 0 ? lines[index] : "  " + lines[index]);
        }
    }

    private void Write(string text)
    {
        lock (_gate)
        {
            if (_isHolding)
            {
                _held.Enqueue(text);
            }
            else
            {
                output.WriteLine(text);
                output.Flush();
            }
        }
    }

    private void WriteError(string text)
    {
        lock (_gate)
        {
            if (_isHolding)
            {
                _held.Enqueue(text);
            }
            else
            {
                error.WriteLine(text);
                error.Flush();
            }
        }
    }

    /// <summary>From now on lines wait for <see cref="TakeHeld"/>; disposing what it gives ends that.</summary>
    public IDisposable Hold()
    {
        lock (_gate)
        {
            _isHolding = true;
        }

        return new Holding(this);
    }

    public IReadOnlyList<string> TakeHeld()
    {
        lock (_gate)
        {
            string[] lines = [.. _held];
            _held.Clear();
            return lines;
        }
    }

    private void Release()
    {
        lock (_gate)
        {
            _isHolding = false;
        }

        foreach (var line in TakeHeld())
        {
            Write(line);
        }
    }

    private sealed class Holding(Screen screen) : IDisposable
    {
        public void Dispose() => screen.Release();
    }
}

/// <summary>Log lines for people: level, source, message; the exception's own text where there is one.</summary>
internal sealed class ScreenLoggers(Screen screen, LogLevel least) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new Logger(
        screen,
        // A start that fails is told once, by us, with what to do.
        categoryName.StartsWith("Microsoft.Extensions.Hosting", StringComparison.Ordinal) ? LogLevel.None
        // Images take their time: who waits for a job wants to know for what.
        : categoryName.StartsWith("LocalBatch.Execution.Docker", StringComparison.Ordinal) ? LogLevel.Information
        : least,
        categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Log lines go to the screen only.");

    public void Dispose()
    {
    }

    private sealed class Logger(Screen screen, LogLevel least, string source) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None && least != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var level = logLevel switch { LogLevel.Warning => "warning", LogLevel.Error or LogLevel.Critical => "error", _ => "info" };
                screen.Error($"{level} {source}: {formatter(state, exception)}{(exception is null ? "" : $" {exception.GetType().Name}")}");
                if (exception is not null)
                {
                    screen.ErrorLines("  " + exception);
                }
            }
        }
    }
}
