using Simulation.Tests.Invariants;

namespace Simulation.Tests.Functions;

/// <summary>What an operator does with dead letters once their cause is gone.</summary>
internal static class DeadLetters
{
    /// <summary>Puts all of them back.</summary>
    /// <exception cref="InvariantBrokenException">One has no reason.</exception>
    public static void Redrive(Stack stack)
    {
        if (stack.SubmitQueue.DeadLetters.Concat(stack.StateChangeQueue.DeadLetters).FirstOrDefault(letter => letter.Reason.Length == 0) is { Body: { } body })
        {
            throw new InvariantBrokenException("nothing is in dead letters without a reason", body);
        }

        stack.SubmitQueue.Redrive();
        stack.StateChangeQueue.Redrive();
        stack.Bucket.Redrive();
    }

    public static int Count(Stack stack) =>
        stack.SubmitQueue.DeadLetters.Count + stack.StateChangeQueue.DeadLetters.Count + stack.Bucket.DeadLetters.Count;
}
