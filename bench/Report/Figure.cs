using System.Globalization;

namespace Bench.Report;

/// <summary>A number with its unit, in as many digits as it is worth.</summary>
internal readonly record struct Figure(double Value, string Unit)
{
    public static Figure PerSecond(double value) => new(value, "/s");

    public static Figure Milliseconds(TimeSpan value) => new(value.TotalMilliseconds, " ms");

    public static Figure Seconds(TimeSpan value) => new(value.TotalSeconds, " s");

    public static Figure MiB(long bytes) => new(bytes / 1048576.0, " MiB");

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Math.Abs(Value) switch { >= 100 => Value.ToString("N0", CultureInfo.InvariantCulture), >= 10 => Value.ToString("0.0", CultureInfo.InvariantCulture), >= 1 => Value.ToString("0.00", CultureInfo.InvariantCulture), _ => Value.ToString("0.###", CultureInfo.InvariantCulture) })}{Unit}");
}
