using System.Diagnostics;
using System.Globalization;

namespace EndToEnd.Tests.FirstHour;

/// <summary>The first hour of a newcomer, each task a show in <c>tests/FirstHour</c>; those that take longer are run by <c>.ci/readme</c>.</summary>
public sealed class ShowTests
{
    public static TheoryData<string> Shows =>
    [
        .. Directory.GetFiles(Repository.File("tests/FirstHour"), "*.sh").Order(StringComparer.Ordinal)
            .Where(file => char.IsDigit(Path.GetFileName(file)[0]) && File.ReadLines(file).First() != "# runs in: .ci/readme")
            .Select(file => Path.GetFileName(file)),
    ];

    [Theory]
    [MemberData(nameof(Shows))]
    public async Task A_newcomer_gets_through_by_the_documentation(string show)
    {
        ProcessStartInfo start = new("bash", [Repository.File(Path.Combine("tests", "FirstHour", show))]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LOCALCLOUD"] = Repository.LocalCloud;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("bash did not start.");
        var cancellation = TestContext.Current.CancellationToken;

        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);

        Assert.True(process.ExitCode == 0, string.Create(CultureInfo.InvariantCulture, $"{show} ended with {process.ExitCode}:\n{output[0]}{output[1]}"));
    }
}
