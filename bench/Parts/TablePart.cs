using System.Globalization;
using Bench.Costs;
using Bench.Report;

namespace Bench.Parts;

/// <summary>What a job costs: counted while the functions' own code handles it, before a table that meters what it is asked.</summary>
internal static class TablePart
{
    // AWS: us-east-1, on demand, 2026-11 (pricing pages of the services).
    private const double WriteUnit = 0.625e-6;
    private const double ReadUnit = 0.125e-6;
    private const double HttpRequest = 1.00e-6;
    private const double Invocation = 0.20e-6;
    private const double GigabyteSecond = 13.3334e-6;
    private const double QueueCall = 0.40e-6;
    private const double OutcomeCall = 1.00e-6;
    private const double LogByte = 0.50 / (1024 * 1024 * 1024.0);
    private const double Trace = 5.00e-6;

    /// <summary>Assumed, at 256 MB: what the services take, with what the code does meanwhile.</summary>
    private const double SecondsOfARequest = 0.1, SecondsOfADelivery = 0.05;

    /// <summary>AWS: five of a hundred, beside the first of each second (X-Ray, sampling). Deliveries of events are not traced.</summary>
    private const double Traced = 0.05;

    /// <summary>Lambda's own two lines in JSON, where they are not switched off.</summary>
    private const double InvocationBytes = 700;

    private const int Rows = 1_000;

    private const int Children = 10_000;

    public static async Task<IReadOnlyList<Table>> RunAsync()
    {
        var table = new Table(
            "What a job costs, counted from what the functions ask for", "what", "write units", "of them refused", "read units", "HTTP requests", "invocations", "queue calls", "messages", "log bytes", "$ a million");
        await using var stack = await MeteredStack.StartAsync();
        await stack.SingleAsync("warm");
        var single = await stack.CountAsync(() => stack.SingleAsync("single"));
        Add("a single job that succeeds", 1, single);
        Add($"a manifest of {Rows:N0}, a job", Rows, await stack.CountAsync(() => stack.ManifestAsync(Rows)));
        Add($"an array of {Children:N0}, all of it", 1, await stack.CountAsync(() => stack.ArrayAsync(Children)));
        Add("a job resubmitted twice, all of it", 1, await stack.CountAsync(stack.ResubmittedTwiceAsync));

        return
        [
            table
                .Note("A request of 1.2 KB; events RUNNABLE, STARTING, RUNNING and the end. A single job's events come one by one, each an invocation; those of a manifest and of an array as many at a time as the template lets them, after its rule.")
                .Note("dbf1d9e, counted from its code then, not in this run, since its functions are put together otherwise: a single job 49 write units, about $47 a million all together; an array of 10,000 sent 40,000 messages for its children, where the rule lets none of those through now.")
                .Note("Queue calls are sends, also those of EventBridge, receipts and deletions; a message is one event or job. Dollars: us-east-1 on demand, arm64, without what AWS Batch itself runs."),
            Money(single, stack.IsEachInvocationLogged),
        ];

        void Add(string what, int jobs, Usage usage) => table.Row(
            what, Number(usage.WriteUnits, jobs), Number(usage.RefusedUnits, jobs), Number(usage.ReadUnits, jobs), Number(usage.Requests, jobs), Number(usage.Invocations, jobs),
            Number(usage.QueueCalls, jobs), Number(usage.Messages, jobs), Number(usage.LogBytes, jobs),
            (1e6 * Bill(usage, stack.IsEachInvocationLogged).Sum(item => item.Dollars) / jobs).ToString("N1", CultureInfo.InvariantCulture));
    }

    private static IReadOnlyList<(string What, double Count, double Dollars)> Bill(Usage usage, bool isEachInvocationLogged)
    {
        var deliveries = usage.Invocations - usage.Requests;
        var seconds = 0.25 * ((usage.Requests * SecondsOfARequest) + (deliveries * SecondsOfADelivery));
        var bytes = usage.LogBytes + (isEachInvocationLogged ? usage.Invocations * InvocationBytes : 0);

        return
        [
            ("write units", usage.WriteUnits, usage.WriteUnits * WriteUnit),
            ("read units", usage.ReadUnits, usage.ReadUnits * ReadUnit),
            ("HTTP requests", usage.Requests, usage.Requests * HttpRequest),
            ("invocations", usage.Invocations, usage.Invocations * Invocation),
            ("GB-s of Lambda", seconds, seconds * GigabyteSecond),
            ("queue calls", usage.QueueCalls, usage.QueueCalls * QueueCall),
            ("outcome events", usage.Outcomes, usage.Outcomes * OutcomeCall),
            ("log bytes", bytes, bytes * LogByte),
            ("traces", usage.Requests * Traced, usage.Requests * Traced * Trace),
        ];
    }

    private static Table Money(Usage single, bool isEachInvocationLogged)
    {
        var bill = Bill(single, isEachInvocationLogged);
        var sum = 1e6 * bill.Sum(item => item.Dollars);
        var table = new Table("Where the money of a single job goes", "what", "a job", "$ a million jobs");
        foreach (var (what, count, dollars) in bill)
        {
            table.Row(what, count.ToString("#,0.###", CultureInfo.InvariantCulture), (1e6 * dollars).ToString("N2", CultureInfo.InvariantCulture));
        }

        return table
            .Row("**all together**", "", sum.ToString("N2", CultureInfo.InvariantCulture))
            .Note($"Target {Target.AtMost(sum, 20, " $").Words}: {(Target.AtMost(sum, 20, " $").IsMet ? "met" : "not met")}.");
    }

    private static string Number(double value, int jobs) => (value / jobs).ToString("#,0.##", CultureInfo.InvariantCulture);
}
