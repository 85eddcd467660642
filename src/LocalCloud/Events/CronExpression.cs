namespace LocalCloud.Events;

/// <summary>EventBridge's six fields: minutes, hours, day of month, month, day of week, year (eb-cron-expressions).</summary>
internal sealed class CronExpression
{
    // AWS: years go from 1970 to 2199.
    private const int LastYear = 2199;

    private readonly CronField _minutes;
    private readonly CronField _hours;
    private readonly CronField _daysOfMonth;
    private readonly CronField _months;
    private readonly CronField _daysOfWeek;
    private readonly CronField _years;

    private CronExpression(string[] fields)
    {
        _minutes = CronField.Parse("minutes", fields[0], 0, 59);
        _hours = CronField.Parse("hours", fields[1], 0, 23);
        _daysOfMonth = CronField.Parse("day-of-month", fields[2], 1, 31, allowsAny: true);
        _months = CronField.Parse("month", fields[3], 1, 12, names: "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC");
        _daysOfWeek = CronField.Parse("day-of-week", fields[4], 1, 7, allowsAny: true, names: "SUN MON TUE WED THU FRI SAT");
        _years = CronField.Parse("year", fields[5], 1970, LastYear);
    }

    /// <exception cref="FormatException">A field is wrong; the message names it.</exception>
    public static CronExpression Parse(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 6)
        {
            throw new FormatException($"cron({text}) has {fields.Length} fields; it needs six: minutes hours day-of-month month day-of-week year.");
        }

        // AWS: one of the two days must be a question mark.
        return (fields[2] == "?") != (fields[4] == "?")
            ? new(fields)
            : throw new FormatException($"cron({text}): exactly one of day-of-month and day-of-week must be '?'.");
    }

    /// <summary>The first minute after a time of the same clock; <c>null</c> if there is none any more.</summary>
    public DateTime? NextAfter(DateTime time)
    {
        var from = time.AddMinutes(1);
        from = new DateTime(from.Year, from.Month, from.Day, from.Hour, from.Minute, 0, DateTimeKind.Unspecified);
        for (var day = from.Date; day.Year <= LastYear; day = day.AddDays(1))
        {
            if (!IsOn(day))
            {
                continue;
            }

            for (var hour = day == from.Date ? from.Hour : 0; hour < 24; hour++)
            {
                for (var minute = day == from.Date && hour == from.Hour ? from.Minute : 0; _hours.Holds(hour) && minute < 60; minute++)
                {
                    if (_minutes.Holds(minute))
                    {
                        return day.AddHours(hour).AddMinutes(minute);
                    }
                }
            }
        }

        return null;
    }

    private bool IsOn(DateTime day) =>
        _years.Holds(day.Year) && _months.Holds(day.Month)
        && (_daysOfMonth.IsAny ? _daysOfWeek.HoldsDayOfWeek(day) : _daysOfMonth.HoldsDayOfMonth(day));
}
