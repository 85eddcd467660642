using System.Globalization;

namespace LocalBatch.ServiceJobs;

/// <summary>What the simulated executor does with one attempt of a service job. Pure: the same job and attempt give the same plan.</summary>
/// <param name="Failure">SageMaker's failure reason; <c>null</c> where the attempt succeeds.</param>
/// <param name="LacksCapacity">The attempt ends after SCHEDULED for want of capacity.</param>
/// <param name="PreemptAfter">Since RUNNING; <c>null</c> where nobody preempts it.</param>
internal sealed record ServicePlan(
    TimeSpan Scheduled, TimeSpan Starting, TimeSpan Running, string? Failure, bool LacksCapacity, TimeSpan? PreemptAfter)
{
    private const string Prefix = "localbatch.";
    private const double UsualSeconds = 1;
    private const double LongestSeconds = int.MaxValue;

    public static ServicePlan For(ServiceJob job, IReadOnlyList<ServiceRule> rules)
    {
        var rule = rules.FirstOrDefault(rule => rule.Covers(job.Submitted.JobName)) ?? new();
        var given = new Given(job.Training.HyperParameters);
        var failure = given.Text("failure") ?? rule.Failure;
        var failures = given.Count("failures") ?? rule.Failures ?? int.MaxValue;
        var capacityFailures = given.Count("capacityFailures") ?? rule.CapacityFailures ?? 0;
        var preemptAfter = given.Seconds("preemptAfterSeconds") ?? rule.PreemptAfterSeconds;
        var preemptions = given.Count("preemptions") ?? rule.Preemptions ?? 1;
        var plan = new ServicePlan(
            Time(given.Seconds("scheduledSeconds") ?? rule.ScheduledSeconds),
            Time(given.Seconds("startingSeconds") ?? rule.StartingSeconds),
            Time(given.Seconds("seconds") ?? rule.Seconds),
            job.Attempts.Count < failures ? failure : null,
            job.CapacityFailures < capacityFailures,
            preemptAfter is { } after && job.PreemptedCount < preemptions ? Time(after) : null);

        // SageMaker would refuse what is no request; a setting that cannot be read is told in the same way.
        return (job.Training.Problem ?? given.Problem) is { } problem
            ? plan with { Scheduled = TimeSpan.Zero, Starting = TimeSpan.Zero, Running = TimeSpan.Zero, Failure = problem, LacksCapacity = false, PreemptAfter = null }
            : plan;
    }

    private static TimeSpan Time(double? seconds) => TimeSpan.FromSeconds(seconds ?? UsualSeconds);

    /// <summary>The hyperparameters <c>localbatch.*</c>.</summary>
    private sealed class Given(IReadOnlyDictionary<string, string> parameters)
    {
        /// <summary>The first that could not be read.</summary>
        public string? Problem { get; private set; }

        public string? Text(string name) => parameters.GetValueOrDefault(Prefix + name);

        public double? Seconds(string name)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= LongestSeconds)
            {
                return seconds;
            }

            Problem ??= $"ValidationException: the hyperparameter {Prefix}{name} must be a number of at least 0, not '{text}'.";

            return null;
        }

        public int? Count(string name) => (int?)Seconds(name);
    }
}
