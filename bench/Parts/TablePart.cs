using System.Globalization;
using Bench.Costs;
using Bench.Report;

namespace Bench.Parts;

/// <summary>What a job costs: counted while the functions' own code handles it, before a table that meters what it is asked.</summary>
internal static class TablePart
{
    // AWS: us-east-1, on demand, 2026-11: a million write and read request units, requests of Lambda, SQS and custom events, a GB of logs,
    // a GB-second of arm64 (pricing pages of the services).
    private const double WriteUnit = 0.625e-6;
    private const double ReadUnit = 0.125e-6;
    private const double Invocation = 0.20e-6;
    private const double QueueCall = 0.40e-6;
    private const double OutcomeCall = 1.00e-6;
    private const double LogByte = 0.50 / (1024 * 1024 * 1024.0);

    /// <summary>Memory of 256 MB for the time that the services take, some 60 ms.</summary>
    private const double InvocationTime = 0.25 * 0.06 * 0.0000133334;

    private const int Rows = 1_000;

    private const int Children = 10_000;

    public static async Task<IReadOnlyList<Table>> RunAsync()
    {
        var table = new Table(
            "What a job costs, counted from what the functions ask for", "what", "write units", "of them refused", "read units", "invocations", "queue calls", "messages", "log bytes", "$ a million");
        await using var stack = await MeteredStack.StartAsync();
        await stack.SingleAsync("warm");
        Add("a single job that succeeds", 1, await stack.CountAsync(() => stack.SingleAsync("single")));
        Add($"a manifest of {Rows:N0}, a job", Rows, await stack.CountAsync(() => stack.ManifestAsync(Rows)));
        Add($"an array of {Children:N0}, all of it", 1, await stack.CountAsync(() => stack.ArrayAsync(Children)));
        Add("a job resubmitted twice, all of it", 1, await stack.CountAsync(stack.ResubmittedTwiceAsync));

        return
        [
            table
                .Note("A request of 1.2 KB; events RUNNABLE, STARTING, RUNNING and the end. A single job's events come one by one, each an invocation; those of a manifest and of an array as many at a time as the template lets them, after its rule.")
                .Note("dbf1d9e, counted from its code then, not in this run, since its functions are put together otherwise: a single job 49 write units, about $47 a million all together; an array of 10,000 sent 40,000 messages for its children, where the rule lets none of those through now.")
                .Note("Queue calls are sends, receipts and deletions; a message is one event or job. Dollars: us-east-1 on demand, arm64, without what AWS Batch itself runs."),
        ];

        void Add(string what, int jobs, Usage usage) => table.Row(
            what, Number(usage.WriteUnits, jobs), Number(usage.RefusedUnits, jobs), Number(usage.ReadUnits, jobs), Number(usage.Invocations, jobs),
            Number(usage.QueueCalls, jobs), Number(usage.Messages, jobs), Number(usage.LogBytes, jobs),
            (1e6 * Dollars(usage) / jobs).ToString("N1", CultureInfo.InvariantCulture));
    }

    private static double Dollars(Usage usage) =>
        (usage.WriteUnits * WriteUnit) + (usage.ReadUnits * ReadUnit) + (usage.Invocations * (Invocation + InvocationTime))
        + (usage.QueueCalls * QueueCall) + (usage.Outcomes * OutcomeCall) + (usage.LogBytes * LogByte);

    private static string Number(double value, int jobs) => (value / jobs).ToString("#,0.##", CultureInfo.InvariantCulture);
}
