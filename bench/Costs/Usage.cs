using System.Globalization;

namespace Bench.Costs;

/// <summary>What was asked of the services.</summary>
internal sealed record Usage(int WriteUnits, int RefusedUnits, double ReadUnits, int Requests, int Invocations, int QueueCalls, int Messages, int Outcomes, long LogBytes)
{
    public static Usage operator -(Usage later, Usage earlier) => new(
        later.WriteUnits - earlier.WriteUnits,
        later.RefusedUnits - earlier.RefusedUnits,
        later.ReadUnits - earlier.ReadUnits,
        later.Requests - earlier.Requests,
        later.Invocations - earlier.Invocations,
        later.QueueCalls - earlier.QueueCalls,
        later.Messages - earlier.Messages,
        later.Outcomes - earlier.Outcomes,
        later.LogBytes - earlier.LogBytes);

    /// <summary>For a process that counts to one that shows.</summary>
    public string ToText() => string.Create(
        CultureInfo.InvariantCulture, $"{WriteUnits} {RefusedUnits} {ReadUnits} {Requests} {Invocations} {QueueCalls} {Messages} {Outcomes} {LogBytes}");

    public static Usage Parse(string text)
    {
        var numbers = text.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToList();

        return new((int)numbers[0], (int)numbers[1], numbers[2], (int)numbers[3], (int)numbers[4], (int)numbers[5], (int)numbers[6], (int)numbers[7], (long)numbers[8]);
    }
}

/// <summary>What is counted.</summary>
internal enum Work
{
    Single,
    Manifest,
    Array,
    ResubmittedTwice,
}

internal static class WorkSizes
{
    /// <summary>Of the manifest.</summary>
    public const int Rows = 1_000;

    /// <summary>Of the array.</summary>
    public const int Children = 10_000;
}
