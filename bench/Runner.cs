using System.Diagnostics;
using System.Globalization;
using Bench.Report;

namespace Bench;

/// <summary>Runs each part in a process of its own, within its time, and goes on where one fails.</summary>
internal static class Runner
{
    /// <returns>The exit code: 1 where a part gave no figures.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<Part> parts, string? output)
    {
        Console.WriteLine(Machine.Describe());
        var watch = Stopwatch.StartNew();
        var failed = 0;
        foreach (var part in parts)
        {
            var text = await MeasureAsync(part);
            failed += text.IsMeasured ? 0 : 1;
            Console.WriteLine();
            Console.WriteLine(text.Text);
            if (output is not null)
            {
                ResultsFile.Put(output, part.Name, text.Text, [.. Part.All.Select(one => one.Name)]);
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{parts.Count - failed} of {parts.Count} parts measured in {watch.Elapsed.TotalMinutes:0.0} minutes."));

        return failed == 0 ? 0 : 1;
    }

    /// <summary>Measures one part in this process and leaves its text in a file.</summary>
    public static async Task<int> RunHereAsync(Part part, string section)
    {
        var tables = await part.RunAsync();
        await File.WriteAllTextAsync(section, string.Join('\n', tables));

        return 0;
    }

    private static async Task<(string Text, bool IsMeasured)> MeasureAsync(Part part)
    {
        var provenance = string.Create(
            CultureInfo.InvariantCulture,
            $"`dotnet run -c Release --project bench -- {part.Name}` · {DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm} UTC · commit {Machine.Commit()} · load before {Machine.Load()} · {Machine.Describe()}");
        var watch = Stopwatch.StartNew();
        var section = Path.GetTempFileName();
        try
        {
            var fault = await RunApartAsync(part, section);
            var text = fault is null ? await File.ReadAllTextAsync(section) : $"### {part.Name}\n\nNot measured: {fault}\n";

            return (string.Create(CultureInfo.InvariantCulture, $"{text}\n{provenance} · took {watch.Elapsed.TotalSeconds:0} s\n"), fault is null);
        }
        finally
        {
            File.Delete(section);
        }
    }

    /// <returns>Why there are no figures; <c>null</c> where there are.</returns>
    private static async Task<string?> RunApartAsync(Part part, string section)
    {
        Console.WriteLine($"… {part.Name}");
        using var process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath ?? "dotnet", [.. SelfArguments(), part.Name, "--section", section])
        {
            WorkingDirectory = Machine.Root,
        });
        if (process is null)
        {
            return "its process did not start";
        }

        using var patience = new CancellationTokenSource(part.Limit);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);

            return $"it was given up after {part.Limit.TotalMinutes:0} minutes";
        }

        return process.ExitCode == 0 ? null : $"its process ended with {process.ExitCode}; what it printed says why";
    }

    /// <summary>Under <c>dotnet Bench.dll</c> the program is the first argument; as an executable it is none.</summary>
    public static string[] SelfArguments() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Runner).Assembly.Location] : [];
}
