using System.Globalization;

namespace Bench.Report;

/// <summary>What a figure is to reach, and whether it did.</summary>
internal sealed record Target(string Words, bool IsMet)
{
    public static Target AtLeast(double value, double limit, string unit) =>
        new(string.Create(CultureInfo.InvariantCulture, $"≥ {limit:#,0.##}{unit}"), value >= limit);

    public static Target AtMost(double value, double limit, string unit) =>
        new(string.Create(CultureInfo.InvariantCulture, $"≤ {limit:#,0.##}{unit}"), value <= limit);

    /// <summary>Two limits that must both hold.</summary>
    public Target And(Target other) => new($"{Words}, {other.Words}", IsMet && other.IsMet);
}
