using System.Globalization;

namespace LocalCloud.Events;

/// <summary>When a scheduled rule fires: <c>rate(5 minutes)</c> or <c>cron(0 12 * * ? *)</c>, in UTC.</summary>
internal abstract record Schedule
{
    private Schedule()
    {
    }

    /// <exception cref="FormatException">It is neither; the message says what would be right.</exception>
    public static Schedule Parse(string expression) => expression switch
    {
        _ when expression.StartsWith("rate(", StringComparison.Ordinal) && expression.EndsWith(')') => Every.Parse(expression),
        _ when expression.StartsWith("cron(", StringComparison.Ordinal) && expression.EndsWith(')') => new AtTimes(CronExpression.Parse(expression[5..^1])),
        _ => throw Wrong(expression),
    };

    /// <summary>The first time after <paramref name="time"/>; <c>null</c> if there is none any more.</summary>
    public abstract DateTimeOffset? NextAfter(DateTimeOffset time);

    private static FormatException Wrong(string expression) => new(
        $"Schedule expression '{expression}' is not valid: it must be rate(N minutes), with minute, hour or day for N = 1, or cron(minutes hours day-of-month month day-of-week year).");

    /// <summary>At a steady rate, counted from the start.</summary>
    public sealed record Every(TimeSpan Interval) : Schedule
    {
        // A thousand years of days: no clock gets there, and no sum overflows.
        private const int MostUnits = 365_000;

        public static new Every Parse(string expression)
        {
            var parts = expression[5..^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > MostUnits)
            {
                throw Wrong(expression);
            }

            // AWS: the singular for 1, the plural for more (eb-rate-expressions).
            return new((count == 1 ? parts[1] + "s" : parts[1], parts[1].EndsWith('s') && count == 1) switch
            {
                ("minutes", false) => TimeSpan.FromMinutes(count),
                ("hours", false) => TimeSpan.FromHours(count),
                ("days", false) => TimeSpan.FromDays(count),
                _ => throw Wrong(expression),
            });
        }

        public override DateTimeOffset? NextAfter(DateTimeOffset time) => time + Interval;
    }

    /// <summary>At times of the calendar.</summary>
    public sealed record AtTimes(CronExpression Cron) : Schedule
    {
        public override DateTimeOffset? NextAfter(DateTimeOffset time) => Cron.NextAfter(time);
    }
}
