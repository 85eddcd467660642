using System.Globalization;

namespace LocalCloud.Events;

/// <summary>One field of a cron expression: which of its numbers it means.</summary>
internal sealed class CronField
{
    private readonly HashSet<int> _values = [];
    private readonly List<int> _nearestWeekdays = [];
    private readonly List<(int DayOfWeek, int Number)> _numberedDays = [];
    private readonly List<int> _lastDaysOfWeek = [];
    private bool _isLast;
    private bool _isLastWeekday;

    private CronField()
    {
    }

    /// <summary>A question mark: the other day field decides.</summary>
    public bool IsAny { get; private init; }

    /// <param name="name">For errors.</param>
    /// <param name="text">The field.</param>
    /// <param name="minimum">Its smallest number.</param>
    /// <param name="maximum">Its largest number.</param>
    /// <param name="allowsAny">A question mark is allowed, and L, W or #.</param>
    /// <param name="names">Names of the numbers, from the smallest on.</param>
    public static CronField Parse(string name, string text, int minimum, int maximum, bool allowsAny = false, string names = "")
    {
        if (text == "?" && allowsAny)
        {
            return new() { IsAny = true };
        }

        var field = new CronField();
        var reader = new Reader(name, text, minimum, maximum, names.Split(' '));
        foreach (var part in text.Split(','))
        {
            if (!(name == "day-of-month" && field.TryDayOfMonth(part, reader)) && !(name == "day-of-week" && field.TryDayOfWeek(part, reader)))
            {
                field._values.UnionWith(reader.Values(part));
            }
        }

        return field;
    }

    public bool Holds(int value) => _values.Contains(value);

    public bool HoldsDayOfMonth(DateTime day)
    {
        var last = DateTime.DaysInMonth(day.Year, day.Month);

        return Holds(day.Day)
            || (_isLast && day.Day == last)
            || (_isLastWeekday && day.Day == NearestWeekday(day, last, last))
            || _nearestWeekdays.Any(wanted => wanted <= last && day.Day == NearestWeekday(day, wanted, last));
    }

    public bool HoldsDayOfWeek(DateTime day)
    {
        // AWS: Sunday is 1.
        var number = (int)day.DayOfWeek + 1;

        return Holds(number)
            || _numberedDays.Contains((number, ((day.Day - 1) / 7) + 1))
            || (_lastDaysOfWeek.Contains(number) && day.Day + 7 > DateTime.DaysInMonth(day.Year, day.Month));
    }

    private bool TryDayOfMonth(string part, Reader reader)
    {
        switch (part)
        {
            case "L":
                return _isLast = true;
            case "LW":
                return _isLastWeekday = true;
            case [.. var number, 'W'] when number.Length > 0:
                _nearestWeekdays.Add(reader.Number(number));
                return true;
            default:
                return false;
        }
    }

    private bool TryDayOfWeek(string part, Reader reader)
    {
        if (part == "L")
        {
            return _values.Add(7) || true;
        }

        if (part is [.. var day, 'L'])
        {
            _lastDaysOfWeek.Add(reader.Number(day));

            return true;
        }

        if (part.Split('#') is not [var weekday, var number])
        {
            return false;
        }

        _numberedDays.Add((reader.Number(weekday), number is ['1' or '2' or '3' or '4' or '5'] ? number[0] - '0' : throw reader.Wrong(part)));

        return true;
    }

    // The weekday nearest to a day, never in another month.
    private static int NearestWeekday(DateTime month, int day, int last) => new DateTime(month.Year, month.Month, day).DayOfWeek switch
    {
        DayOfWeek.Saturday => day > 1 ? day - 1 : day + 2,
        DayOfWeek.Sunday => day < last ? day + 1 : day - 2,
        _ => day,
    };

    private sealed record Reader(string Name, string Text, int Minimum, int Maximum, string[] Names)
    {
        public IEnumerable<int> Values(string part)
        {
            var steps = part.Split('/');
            if (steps.Length > 2)
            {
                throw Wrong(part);
            }

            var step = steps.Length == 2 ? Step(steps[1]) : 1;
            var (first, last) = Range(steps[0], steps.Length == 2);

            return Enumerable.Range(first, last - first + 1).Where(value => (value - first) % step == 0);
        }

        public int Number(string text)
        {
            var named = Array.FindIndex(Names, name => name.Length > 0 && name.Equals(text, StringComparison.OrdinalIgnoreCase));
            if (named >= 0)
            {
                return named + Minimum;
            }

            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= Minimum && number <= Maximum
                ? number
                : throw Wrong(text);
        }

        public FormatException Wrong(string part) => new($"cron field {Name} '{Text}' is not valid at '{part}': numbers go from {Minimum} to {Maximum}.");

        private (int First, int Last) Range(string text, bool isOpen)
        {
            if (text is "*" or "")
            {
                return text == "*" ? (Minimum, Maximum) : throw Wrong(text);
            }

            var ends = text.Split('-');
            var first = Number(ends[0]);
            var last = ends.Length switch
            {
                1 => isOpen ? Maximum : first,
                2 => Number(ends[1]),
                _ => throw Wrong(text),
            };

            return first <= last ? (first, last) : throw Wrong(text);
        }

        private int Step(string text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step > 0 ? step : throw Wrong(text);
    }
}
