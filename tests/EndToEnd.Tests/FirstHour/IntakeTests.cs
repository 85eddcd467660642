namespace EndToEnd.Tests.FirstHour;

/// <summary>A manifest that takes its time until all of its jobs are submitted, since AWS Batch throttles many calls.</summary>
public sealed class IntakeTests(StateFolders folders) : IClassFixture<StateFolders>
{
    private const int Jobs = 400;

    [Fact]
    public async Task How_far_it_is_taken_in_is_told_and_who_interrupts_that_loses_no_job()
    {
        var manifest = await ManifestAsync();
        var state = folders.New("intake");
        await using (var first = LocalCloudProcess.Start(state, ["--chaos", "throttle=0.3", manifest]))
        {
            await first.SaysAsync($@"^\d\d:\d\d:\d\d Taking in {manifest}: \d+ of {Jobs} jobs submitted$");

            Assert.Equal(143, await first.StopAsync());
            Assert.Matches($@"(?m)^Interrupted while {manifest} was taken in: \d+ of {Jobs} jobs submitted, \d+ not yet\. The next start with the state folder {state} takes them up\.$", first.Output);
        }

        await using var second = await LocalCloudProcess.Start(state).ReadyAsync();
        await second.SaysAsync($@"^Dropped .*/long\.jsonl: {Jobs} jobs, submission ");
        await second.SaysAsync($@"^Ended .*/long\.jsonl: All {Jobs} succeeded\.$");
    }

    [Fact]
    public async Task A_second_signal_waits_for_nothing()
    {
        await using var stack = LocalCloudProcess.Start(folders.New("twice"), ["--chaos", "throttle=0.3", await ManifestAsync()]);
        await stack.SaysAsync("^Dropped long\\.jsonl into ");

        Assert.Equal(143, await stack.StopAsync(times: 2));
    }

    private async Task<string> ManifestAsync()
    {
        var manifest = Path.Combine(Directory.CreateDirectory(folders.New("manifests")).FullName, "long.jsonl");
        await File.WriteAllLinesAsync(
            manifest,
            Enumerable.Range(0, Jobs).Select(row => $$$"""{"jobName":"row-{{{row}}}","jobQueue":"default","jobDefinition":"hello"}"""),
            TestContext.Current.CancellationToken);

        return manifest;
    }
}
