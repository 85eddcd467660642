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
}
