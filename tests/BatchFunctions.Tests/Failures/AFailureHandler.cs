using BatchFunctions.Failures;
using BatchFunctions.Jobs;
using BatchFunctions.Outcomes;
using BatchFunctions.Submissions;

namespace BatchFunctions.Tests.Failures;

/// <summary>The handler of failures, with the stack's default rules, on any stores.</summary>
internal static class AFailureHandler
{
    public static FailureHandler On(IJobStore jobs, ISubmitQueue queue, IOutcomes outcomes, TimeProvider time) => new(
        jobs,
        queue,
        outcomes,
        new FailureDecisions(jobs, new DefaultRules()),
        new Metrics(TextWriter.Null, time),
        time);
}
