using System.Diagnostics;
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

    /// <summary>A source tree to count beside this one, with src/BatchFunctions built in Release.</summary>
    private const string Beside = "BENCH_BESIDE";

    public static async Task<IReadOnlyList<Table>> RunAsync()
    {
        await using var stack = await MeteredStack.StartAsync(Machine.Root);
        var ours = new Counted("this version", await stack.CountAllAsync(), stack.IsEachInvocationLogged);
        // An earlier version left Lambda's own lines on.
        var other = Environment.GetEnvironmentVariable(Beside) is { Length: > 0 } tree
            ? new Counted(Path.GetFileName(tree.TrimEnd('/')), await CountApartAsync(tree), IsEachInvocationLogged: true)
            : null;

        return [Costs(ours, other), Targets(ours, other), Money(ours.Of(Work.Single), ours.IsEachInvocationLogged)];
    }

    private static Table Costs(Counted ours, Counted? other)
    {
        var table = new Table(
            "What a job costs, counted from what the functions ask for", "what", "version", "write units", "of them refused", "read units", "HTTP requests", "invocations", "queue calls", "messages", "log bytes", "$ a million");
        foreach (var work in Enum.GetValues<Work>())
        {
            foreach (var counted in other is null ? [ours] : (Counted[])[ours, other])
            {
                var (usage, jobs) = (counted.Of(work), work == Work.Manifest ? WorkSizes.Rows : 1);
                table.Row(
                    Name(work), counted.Version, Number(usage.WriteUnits, jobs), Number(usage.RefusedUnits, jobs), Number(usage.ReadUnits, jobs), Number(usage.Requests, jobs), Number(usage.Invocations, jobs),
                    Number(usage.QueueCalls, jobs), Number(usage.Messages, jobs), Number(usage.LogBytes, jobs),
                    (counted.Dollars(work) / jobs).ToString("N1", CultureInfo.InvariantCulture));
            }
        }

        return table
            .Note("A request of 1.2 KB; events RUNNABLE, STARTING, RUNNING and the end. A single job's events come one by one, each an invocation; those of a manifest and of an array as many at a time as the version's template lets them, after its rule.")
            .Note("Queue calls are sends, also those of EventBridge, receipts and deletions; a message is one event or job. Dollars: us-east-1 on demand, arm64, without what AWS Batch itself runs.")
            .Note($"{Beside}=DIR counts another source tree beside it, built with `dotnet build src/BatchFunctions -c Release`: its own code, before the same doubles.");
    }

    private static Table Targets(Counted ours, Counted? other)
    {
        var table = new Table("Targets", "what", "figure", "beside", "its figure", "ratio", "target", "met");
        var (units, dollars) = (ours.Of(Work.Single).WriteUnits, ours.Dollars(Work.Single));
        Add("write units of a single job", units, other?.Of(Work.Single).WriteUnits, Target.AtMost(units, 18, ""));
        Add("$ a million single jobs, all together", dollars, other?.Dollars(Work.Single), Target.AtMost(dollars, 20, " $"));
        if (other is not null)
        {
            var (array, before) = (ours.Dollars(Work.Array), other.Dollars(Work.Array));
            Add($"$ a million arrays of {WorkSizes.Children:N0}", array, before, Target.AtMost(array / before, 0.4, "×"));
        }

        return table;

        void Add(string what, double figure, double? peer, Target target) => table.Row(
            what, Number(figure, 1), peer is null ? "" : other?.Version ?? "", peer is { } its ? Number(its, 1) : "", peer is { } one ? string.Create(CultureInfo.InvariantCulture, $"{figure / one:0.####}×") : "", target.Words, target.IsMet ? "yes" : "**no**");
    }

    private static string Name(Work work) => work switch
    {
        Work.Single => "a single job that succeeds",
        Work.Manifest => $"a manifest of {WorkSizes.Rows:N0}, a job",
        Work.Array => $"an array of {WorkSizes.Children:N0}, all of it",
        Work.ResubmittedTwice => "a job resubmitted twice, all of it",
        _ => throw new UnreachableException(),
    };

    /// <summary>Builds the same counting against the other version's code, and runs it in a process of its own.</summary>
    private static async Task<IReadOnlyList<(Work Work, Usage Usage)>> CountApartAsync(string tree)
    {
        var project = Path.Combine(Machine.Root, "bench/peers/earlier");
        var output = Path.Combine(project, "bin/counted");
        await RunAsync("build", project, "-c", "Release", $"-p:Tree={Path.GetFullPath(tree)}", "-o", output, "-v", "q", "--nologo");
        var lines = await RunAsync(Path.Combine(output, "Bench.dll"), tree);

        return [.. lines.Select(line => line.Split(' ', 2)).Select(parts => (Enum.Parse<Work>(parts[0]), Usage.Parse(parts[1])))];
    }

    private static async Task<string[]> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException("dotnet did not start.");
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        return process.ExitCode == 0
            ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}: {text}");
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
        var table = new Table("Where the money of a single job goes", "what", "a job", "$ a million jobs");
        foreach (var (what, count, dollars) in bill)
        {
            table.Row(what, count.ToString("#,0.###", CultureInfo.InvariantCulture), (1e6 * dollars).ToString("N2", CultureInfo.InvariantCulture));
        }

        return table.Row("**all together**", "", (1e6 * bill.Sum(item => item.Dollars)).ToString("N2", CultureInfo.InvariantCulture));
    }

    private static string Number(double value, int jobs) => (value / jobs).ToString("#,0.##", CultureInfo.InvariantCulture);

    /// <summary>What one version has asked for.</summary>
    /// <param name="IsEachInvocationLogged">Whether Lambda's own lines are written, too.</param>
    private sealed record Counted(string Version, IReadOnlyList<(Work Work, Usage Usage)> Usages, bool IsEachInvocationLogged)
    {
        public Usage Of(Work work) => Usages.Single(one => one.Work == work).Usage;

        /// <summary>A million times.</summary>
        public double Dollars(Work work) => 1e6 * Bill(Of(work), IsEachInvocationLogged).Sum(item => item.Dollars);
    }
}
