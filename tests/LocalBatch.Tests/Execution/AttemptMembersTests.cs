using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Tests.Execution;

public sealed class AttemptMembersTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("members-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_seen_beside_its_parent_belongs_to_the_attempt_also_without_any_mark(bool isYoung)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/setsid"), "/proc and setsid show it");
        using var spawner = new Spawner();
        using var processes = ProcessTable.OfThisSystem();
        var script = $"setsid env -i sh -c 'echo $$ >{_root}/child; exec sleep 600' & exec sleep 600";
        Assert.Equal(0, spawner.Start(new("/bin/sh", ["sh", "-c", script], ["PATH=/usr/bin:/bin"], "/"), -1, -1, -1, out var leader));
        var child = await Processes.PidInAsync(Path.Combine(_root, "child"));
        processes.Enter(leader, ["HOME=/nowhere"]);

        processes.Measure(new() { [leader] = 0 });
        _ = Libc.SendSignal(leader, Libc.Kill);
        await Processes.GoneAsync(leader);

        Assert.Equal([(leader, child)], processes.Living(new HashSet<int> { leader }, isYoung));
        _ = Libc.SendSignal(child, Libc.Kill);
        await Processes.GoneAsync(child);
        Assert.Empty(processes.Living(new HashSet<int> { leader }, isYoung));
    }

    [Fact]
    public void A_process_that_runs_is_listed_from_its_own_id_on_and_from_the_lowest()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc shows it");
        using var ids = new ProcessIds();

        Assert.Contains(Environment.ProcessId, ids.From(1));
        Assert.Contains(1, ids.From(1));
        Assert.Equal(Environment.ProcessId, ids.From(Environment.ProcessId)[0]);
        Assert.DoesNotContain(Environment.ProcessId, ids.From(Environment.ProcessId + 1));
    }
}
