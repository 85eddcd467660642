using LocalBatch.Execution.Processes.Confinement;
using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Tests.Execution;

/// <summary>Where attempts get control groups for their memory, and where they do not. A plain folder plays the kernel's files.</summary>
public sealed class MemoryGroupsTests : IDisposable
{
    private const string First = "4:memory:/user/me\n1:name=systemd:/\n0::/\n";
    private const string Second = "0::/user.slice/user-1000.slice/run-1.scope\n";
    private const string FirstMount = "36 25 0:31 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n40 25 0:35 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n";
    private const string SecondMount = "30 24 0:27 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";

    private const int Us = 4711;

    private readonly string _tree = Directory.CreateTempSubdirectory("cgroup-").FullName;
    private readonly List<int> _killed = [];

    public void Dispose() => Directory.Delete(_tree, recursive: true);

    [Theory]
    [InlineData(First, FirstMount, "/sys/fs/cgroup/memory/user/me", false)]
    [InlineData("4:cpu,memory:/\n", "36 25 0:31 / /cg rw - cgroup cgroup rw,cpu,memory\n", "/cg", false)]
    [InlineData(Second, SecondMount, "/sys/fs/cgroup/user.slice/user-1000.slice/run-1.scope", true)]
    [InlineData("0::/\n", SecondMount, "/sys/fs/cgroup", true)]
    [InlineData("0::/docker/ab\n", "30 24 0:27 /docker/ab /sys/fs/cgroup ro - cgroup2 cgroup rw\n", "/sys/fs/cgroup", true)]
    [InlineData("0::/docker/ab/job\n", "30 24 0:27 /docker/ab /sys/fs/cgroup ro - cgroup2 cgroup rw\n", "/sys/fs/cgroup/job", true)]
    [InlineData("0::/a\n", "30 24 0:27 / /with\\040blank rw - cgroup2 cgroup rw\n", "/with blank/a", true)]
    public void The_own_group_is_found_where_it_is_mounted(string groups, string mounts, string folder, bool isUnified) =>
        Assert.Equal(new MemoryPlace(folder, isUnified), MemoryPlace.Find(groups, mounts));

    [Theory]
    [InlineData("", "")]
    [InlineData(First, "")]
    [InlineData("", FirstMount)]
    [InlineData(First, "40 25 0:35 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n")]
    [InlineData(Second, FirstMount)]
    [InlineData("0::/docker/ab\n", "30 24 0:27 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw\n")]
    [InlineData("nonsense\n::\n", "nonsense - \n - cgroup2\n")]
    public void What_cannot_be_seen_is_no_place(string groups, string mounts) => Assert.Null(MemoryPlace.Find(groups, mounts));

    [Theory]
    [InlineData("low 0\nhigh 0\nmax 7\noom 2\noom_kill 2\noom_group_kill 0\n", 2)]
    [InlineData("oom_kill_disable 0\nunder_oom 0\noom_kill 1\n", 1)]
    [InlineData("oom_kill_disable 0\nunder_oom 0\n", 0)]
    [InlineData("", 0)]
    public void Kills_are_counted_as_the_kernel_tells_them(string events, int kills) => Assert.Equal(kills, MemoryGroup.KillsIn(events));

    [Fact]
    public void In_version_1_an_attempts_group_is_made_below_the_own_one_with_its_limit()
    {
        var group = Open(isUnified: false)?.Create("t1", 64);

        Assert.Equal(Path.Combine(_tree, "name", "t1"), group?.Folder);
        Assert.Equal(("67108864", "67108864"), (Read("name/t1/memory.limit_in_bytes"), Read("name/t1/memory.memsw.limit_in_bytes")));
    }

    [Fact]
    public void In_version_2_a_program_alone_in_its_group_makes_room_for_those_of_attempts()
    {
        Put("cgroup.controllers", "cpu io memory pids\n");
        Put("cgroup.subtree_control", "\n");
        Put("cgroup.procs", $"{Us}\n");

        Open(isUnified: true)?.Create("t1", 64);

        Assert.Equal("0", Read("localbatch-engine/cgroup.procs"));
        Assert.Equal(("+memory", "+memory"), (Read("cgroup.subtree_control"), Read("name/cgroup.subtree_control")));
        Assert.Equal(("67108864", "0"), (Read("name/t1/memory.max"), Read("name/t1/memory.swap.max")));
    }

    [Fact]
    public void In_version_2_a_group_that_is_divided_already_stays_as_it_is()
    {
        Put("cgroup.controllers", "memory\n");
        Put("cgroup.subtree_control", "cpu memory\n");

        Assert.NotNull(Open(isUnified: true));
        Assert.Equal("cpu memory\n", Read("cgroup.subtree_control"));
        Assert.False(Directory.Exists(Path.Combine(_tree, "localbatch-engine")));
    }

    [Theory]
    [InlineData("cpu io\n", "4711\n")]
    [InlineData("memory\n", "4711\n4712\n")]
    [InlineData("memory\n", "4712\n")]
    public void In_version_2_a_group_without_the_controller_or_shared_with_others_is_not_divided(string controllers, string members)
    {
        Put("cgroup.controllers", controllers);
        Put("cgroup.subtree_control", "\n");
        Put("cgroup.procs", members);

        Assert.Null(Open(isUnified: true));
        Assert.Equal("\n", Read("cgroup.subtree_control"));
    }

    [Fact]
    public void Where_nothing_can_be_read_there_are_no_groups() => Assert.Null(Open(isUnified: true));

    [Fact]
    public void What_an_earlier_life_has_left_in_its_groups_is_ended()
    {
        Put("name/t0/cgroup.procs", "71\n72\n");

        Open(isUnified: false);

        Assert.Equal([71, 72], _killed);
    }

    private MemoryGroups? Open(bool isUnified) => MemoryGroups.Open(new(_tree, isUnified), "name", Us, _killed.Add);

    private void Put(string name, string text)
    {
        var path = Path.Combine(_tree, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "");
        File.WriteAllText(path, text);
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(_tree, name));
}
