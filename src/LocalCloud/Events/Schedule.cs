using System.Globalization;

namespace LocalCloud.Events;

/// <summary>When a schedule fires: <c>rate(5 minutes)</c>, <c>cron(0 12 * * ? *)</c> or, of EventBridge Scheduler only, <c>at(2030-01-31T08:00:00)</c>.</summary>
internal abstract record Schedule
{
    private const string Once = "at(";

    private Schedule()
    {
    }

    /// <summary>The schedule of a rule, in UTC.</summary>
    /// <exception cref="FormatException">It is neither rate nor cron; the message says what would be right.</exception>
    public static Schedule Parse(string expression) => expression switch
    {
        _ when expression.StartsWith("rate(", StringComparison.Ordinal) && expression.EndsWith(')') => Every.Parse(expression),
        _ when expression.StartsWith("cron(", StringComparison.Ordinal) && expression.EndsWith(')') => new AtTimes(CronExpression.Parse(expression[5..^1]), TimeZoneInfo.Utc),
        _ => throw Wrong(expression),
    };

    /// <summary>A schedule of EventBridge Scheduler.</summary>
    /// <param name="expression">Rate, cron or at.</param>
    /// <param name="zone">Where the times of cron and at are meant.</param>
    /// <exception cref="FormatException">It is neither of them; the message says what would be right.</exception>
    public static Schedule Parse(string expression, TimeZoneInfo zone) => expression switch
    {
        _ when expression.StartsWith(Once, StringComparison.Ordinal) && expression.EndsWith(')') => AtOneTime.Parse(expression, zone),
        _ => Parse(expression) is AtTimes times ? times with { Zone = zone } : Parse(expression),
    };

    /// <summary>The first time after <paramref name="time"/>; <c>null</c> if there is none any more.</summary>
    public abstract DateTimeOffset? NextAfter(DateTimeOffset time);

    private static FormatException Wrong(string expression) => new(
        $"Schedule expression '{expression}' is not valid: it must be rate(N minutes), with minute, hour or day for N = 1, or cron(minutes hours day-of-month month day-of-week year).");

    /// <summary>A time of the clock on the wall as a moment: <c>null</c> where the clock jumps over it, the first where it comes twice.</summary>
    // AWS: what falls into the hour that is left out in spring is skipped, what falls into the hour that comes twice in autumn happens
    // once (EventBridge Scheduler user guide, schedule types, daylight saving time).
    private static DateTimeOffset? At(DateTime wall, TimeZoneInfo zone) => zone switch
    {
        _ when zone.IsInvalidTime(wall) => null,
        _ when zone.IsAmbiguousTime(wall) => new DateTimeOffset(wall, zone.GetAmbiguousTimeOffsets(wall).Max()).ToUniversalTime(),
        _ => new DateTimeOffset(wall, zone.GetUtcOffset(wall)).ToUniversalTime(),
    };

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

    /// <summary>At times of the calendar, as the clocks of a time zone show it.</summary>
    public sealed record AtTimes(CronExpression Cron, TimeZoneInfo Zone) : Schedule
    {
        public override DateTimeOffset? NextAfter(DateTimeOffset time)
        {
            var wall = TimeZoneInfo.ConvertTime(time, Zone).DateTime;
            while (Cron.NextAfter(wall) is { } next)
            {
                if (At(next, Zone) is { } moment && moment > time)
                {
                    return moment;
                }

                wall = next;
            }

            return null;
        }
    }

    /// <summary>Once.</summary>
    public sealed record AtOneTime(DateTimeOffset Time) : Schedule
    {
        public static new AtOneTime Parse(string expression, TimeZoneInfo zone) =>
            DateTime.TryParseExact(expression[Once.Length..^1], "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall)
                ? new(At(wall, zone) ?? throw new FormatException($"Schedule expression '{expression}' is not valid: the clocks of {zone.Id} never show that time."))
                : throw new FormatException($"Schedule expression '{expression}' is not valid: it must be at(yyyy-mm-ddThh:mm:ss), such as at(2030-01-31T08:00:00).");

        public override DateTimeOffset? NextAfter(DateTimeOffset time) => Time > time ? Time : null;
    }
}
