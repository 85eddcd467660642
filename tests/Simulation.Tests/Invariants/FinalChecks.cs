using Simulation.Tests.Functions;
using Simulation.Tests.Workload;

namespace Simulation.Tests.Invariants;

/// <summary>What must be true when nothing goes wrong any more and all has come to rest.</summary>
internal sealed class FinalChecks(Stack stack, Callers callers, HttpApi api)
{
    /// <exception cref="InvariantBrokenException">It is not.</exception>
    public async Task CheckAsync()
    {
        var end = await EndState.ReadAsync(stack);
        RequestsAreJobs.Check(end, callers.Requests);
        await TableEqualsEngine.CheckAsync(end, stack.Jobs);
        DecisionsAreCarriedOut.Check(end);
        ResubmissionsWait.Check(end);
        OutcomesAreTold.Check(end, stack.Outcomes.Published);
        await new SubmissionsAddUp(stack, end, api).CheckAsync(callers);
        EveryJobIsAskedFor.Check(end, callers);
        if (stack.Watch.Count > 0)
        {
            throw new InvariantBrokenException("nothing is watched that is over", $"{stack.Watch.Count} items.");
        }

        if (DeadLetters.Count(stack) > 0)
        {
            throw new InvariantBrokenException(
                "nothing stays in dead letters", string.Join(", ", stack.SubmitQueue.DeadLetters.Concat(stack.StateChangeQueue.DeadLetters)));
        }
    }
}
