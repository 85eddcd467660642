using LocalBatch.Cli.Machine;

namespace LocalBatch.Cli.Tests.Machine;

public sealed class DoctorTests
{
    private static readonly MachineFacts Sound = new()
    {
        JobPath = "/usr/bin:/bin",
        Shell = "/bin/sh",
        Bubblewrap = "/usr/bin/bwrap",
        Daemon = "unix:///var/run/docker.sock",
        StateFolder = "/s/.local",
        FreeBytes = 5L << 30,
        Cores = 2,
        MemoryMiB = 4096,
    };

    [Fact]
    public void A_sound_machine_misses_nothing() => Assert.All(Doctor.Judge(Sound), finding => Assert.Equal(Grade.Good, finding.Grade));

    [Fact]
    public void Only_a_state_folder_that_cannot_be_written_keeps_every_job_from_running()
    {
        var findings = Doctor.Judge(new() { JobPath = "/bin", StateFolder = "/s", StateRefusal = "Access denied", IsUsualPortTaken = true });

        Assert.Equal("wrong    state folder: /s cannot be written (Access denied); name another with --state DIR", Assert.Single(findings, finding => finding.Grade == Grade.Wrong).ToString());
        Assert.Equal(["shell", "bubblewrap", "containers", "disk", "stack"], findings.Where(finding => finding.Grade == Grade.Missing).Select(finding => finding.What));
    }

    [Fact]
    public void A_bubblewrap_that_may_make_no_namespace_is_told_with_its_own_words() => Assert.Equal(
        "missing  bubblewrap: /usr/bin/bwrap cannot make a namespace here: bwrap: No permissions to create new namespace",
        Doctor.Judge(Sound with { BubblewrapRefusal = "bwrap: No permissions to create new namespace" }).Single(finding => finding.What == "bubblewrap").ToString());

    [Fact]
    public void A_stack_that_is_up_is_told_with_its_address() => Assert.Equal(
        "ok       stack: one is up with this state folder, at http://127.0.0.1:4500",
        Doctor.Judge(Sound with { RunningAt = "http://127.0.0.1:4500", IsUsualPortTaken = true }).Single(finding => finding.What == "stack").ToString());
}
