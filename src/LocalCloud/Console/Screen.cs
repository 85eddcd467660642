using System.Globalization;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Console;

/// <summary>
/// What the user sees: results on standard output, warnings on standard error. While a live table is on the terminal,
/// lines wait until it has been drawn the next time.
/// </summary>
internal sealed class Screen(TextWriter output, TextWriter error)
{
    private readonly object _gate = new();
    private readonly Queue<string> _held = new();
    private bool _isHolding;

    public void Line(string text = "")
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

    public void Error(string text)
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
            Line(line);
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
        categoryName.StartsWith("Microsoft.Extensions.Hosting", StringComparison.Ordinal) ? LogLevel.None : least,
        categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Log lines go to the screen only.");

    public void Dispose()
    {
    }

    private sealed class Logger(Screen screen, LogLevel least, string source) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        // A message may quote what a stranger sent: it must not write lines of its own, nor command the terminal.
        private static string Plain(string message) => message.Any(char.IsControl)
            ? string.Concat(message.Select(character => char.IsControl(character) ? $"\\u{(int)character:x4}" : character.ToString()))
            : message;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None && least != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var level = logLevel switch { LogLevel.Warning => "warning", LogLevel.Error or LogLevel.Critical => "error", _ => "info" };
                screen.Error(string.Create(CultureInfo.InvariantCulture, $"{level} {source}: {Plain(formatter(state, exception))}{(exception is null ? "" : $" {exception}")}"));
            }
        }
    }
}
