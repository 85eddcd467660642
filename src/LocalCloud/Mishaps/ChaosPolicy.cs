using System.Globalization;

namespace LocalCloud.Mishaps;

/// <summary>How much disorder there is: probabilities from 0 to 1, and a time.</summary>
/// <param name="Duplicate">An event or message is delivered a second time.</param>
/// <param name="Delay">A delivery waits up to <see cref="Chaos.LongestDelay"/> longer.</param>
/// <param name="Reorder">A delivery lets later ones pass.</param>
/// <param name="Drop">An event put on a bus is lost before it reaches its targets. S3 notifications and queue messages are never lost.</param>
/// <param name="Throttle">A call to Batch is answered with TooManyRequestsException, without effect.</param>
/// <param name="Close">The connection of a call to Batch, DynamoDB, SQS or EventBridge is closed without an answer, every other time after it was carried out.</param>
/// <param name="Lag">How long Batch neither lists nor describes a job that it has taken.</param>
internal sealed record ChaosPolicy(double Duplicate, double Delay, double Reorder, double Drop, double Throttle, double Close, TimeSpan Lag)
{
    private const string Kinds = "duplicate=P, delay=P, reorder=P, drop=P, throttle=P, close=P, lag=SECONDS";

    private const double LongestLag = 900;

    /// <summary>Reads <c>duplicate=0.2,delay=0.3,reorder=0.2,drop=0.05,throttle=0.1,close=0.05,lag=10</c>; what is not named is 0.</summary>
    /// <exception cref="FormatException">An unknown name, a name twice, a probability outside 0 to 1, or a lag outside 0 to 900.</exception>
    public static ChaosPolicy Parse(string text)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair is not [("duplicate" or "delay" or "reorder" or "drop" or "throttle" or "close" or "lag") and var name, var value])
            {
                throw new FormatException($"'{part}' is not one of {Kinds}.");
            }

            if (!values.TryAdd(name, Read(part, name, value)))
            {
                throw new FormatException($"'{name}' is given twice.");
            }
        }

        double Of(string name) => values.GetValueOrDefault(name);

        return new(Of("duplicate"), Of("delay"), Of("reorder"), Of("drop"), Of("throttle"), Of("close"), TimeSpan.FromSeconds(Of("lag")));
    }

    private static double Read(string part, string name, string value)
    {
        var isNumber = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);

        return name == "lag"
            ? isNumber && number is >= 0 and <= LongestLag ? number : throw new FormatException($"'{part}': a lag is a number of seconds from 0 to 900, such as 10.")
            : isNumber && number is >= 0 and <= 1 ? number : throw new FormatException($"'{part}': a probability is a number from 0 to 1, such as 0.2.");
    }
}
