using LocalBatch.Execution;
using LocalBatch.Execution.Docker;
using HostConfig = Docker.DotNet.Models.HostConfig;

namespace LocalBatch.Tests.Execution.Docker;

/// <summary>What a daemon is asked for, by values alone.</summary>
public sealed class ContainerRequestTests
{
    private static readonly Attempt Plain = new()
    {
        TaskId = "0123456789abcdef0123456789abcdef",
        JobId = "job:3",
        JobName = "name",
        Number = 2,
        Image = "busybox:1.37",
        Command = ["echo", "hello"],
        Environment = new Dictionary<string, string>(),
        Vcpus = 0.5m,
        MemoryMiB = 512,
        LogGroup = "/aws/batch/job",
        LogStreamName = "d/default/t",
        Grace = TimeSpan.FromSeconds(30),
    };

    private static readonly ContainerGifts Gifts = new() { StateId = "state", Variables = new Dictionary<string, string> { ["A"] = "b=c" }, Processors = 2 };

    [Fact]
    public void The_command_goes_to_the_image_s_own_entry_point()
    {
        var asked = ContainerRequest.Of(Plain, Gifts);

        Assert.Null(asked.Entrypoint);
        Assert.Equal(["echo", "hello"], asked.Cmd);
        Assert.Equal(["A=b=c"], asked.Env);
        Assert.Equal("host", HostOf(Plain).NetworkMode);
    }

    [Fact]
    public void A_pod_s_command_is_the_entry_point_and_its_args_are_the_command()
    {
        var asked = ContainerRequest.Of(Plain with { Command = ["/bin/sh", "-c", "true"], EntryPointWords = 1 }, Gifts);

        Assert.Equal(["/bin/sh"], asked.Entrypoint);
        Assert.Equal(["-c", "true"], asked.Cmd);
    }

    [Fact]
    public void Without_a_command_the_image_s_own_is_run()
    {
        var asked = ContainerRequest.Of(Plain with { Command = [] }, Gifts);

        Assert.Null(asked.Entrypoint);
        Assert.Empty(asked.Cmd);
    }

    [Theory]
    [InlineData(512, 512)]
    [InlineData(4, 6)]
    [InlineData(0, 0)]
    [InlineData(int.MaxValue, 0)]
    public void Memory_is_a_limit_without_swap_and_never_less_than_the_daemon_takes(int asked, long mebibytes)
    {
        var host = HostOf(Plain with { MemoryMiB = asked });

        Assert.Equal((mebibytes << 20, mebibytes << 20), (host.Memory, host.MemorySwap));
    }

    [Fact]
    public void Swap_that_a_definition_asks_for_comes_on_top_of_its_memory()
    {
        var host = HostOf(Plain with { Surroundings = new() { MaxSwapMiB = 100, Swappiness = 10 } });

        Assert.Equal((612L << 20, 10L), (host.MemorySwap, host.MemorySwappiness));
    }

    [Theory]
    [InlineData(0.5, false, 512, 0)]
    [InlineData(0, false, 2, 0)]
    [InlineData(0.25, true, 256, 250_000_000)]
    [InlineData(0.001, true, 2, 10_000_000)]
    [InlineData(2, true, 2048, 0)]
    public void A_vCPU_is_a_share_on_EC2_and_also_a_ceiling_on_Fargate(double vcpus, bool isFargate, long shares, long nanoCpus)
    {
        EcsTask task = new() { TaskArn = "arn:task/c/0", ClusterArn = "arn:cluster/c", Family = "f", Revision = 1, IsFargate = isFargate, Vcpus = 1, MemoryMiB = 512 };

        var host = HostOf(Plain with { Vcpus = (decimal)vcpus, Task = task });

        Assert.Equal((shares, nanoCpus), (host.CPUShares, host.NanoCPUs));
    }

    [Fact]
    public void What_surrounds_the_program_is_asked_for_member_by_member()
    {
        Surroundings asked = new()
        {
            HasReadOnlyRoot = true,
            IsPrivileged = true,
            SharedMemoryMiB = 64,
            User = "1000:1000",
            Platform = "linux/arm64",
            Tmpfs = [new("/scratch", 16, true) { Options = "ro,noexec" }],
            Devices = [new("/dev/null", "/dev/nothing") { Permissions = "r" }],
            Ulimits = [new("nofile", 100, 200)],
        };

        var request = ContainerRequest.Of(Plain with { Surroundings = asked, HasInit = true }, Gifts with { Binds = ["/a:/b:ro"], Gpus = [1, 3], Network = ContainerNetwork.Bridge });

        var host = request.HostConfig ?? throw new InvalidOperationException("Nothing is asked of the host.");
        Assert.Equal(("1000:1000", "linux/arm64", true, true, true, 64L << 20), (request.User, request.Platform, host.ReadonlyRootfs, host.Privileged, host.Init, host.ShmSize));
        Assert.Equal("size=16m,ro,noexec", host.Tmpfs?["/scratch"]);
        var device = Assert.Single(host.Devices ?? []);
        Assert.Equal(("/dev/null", "/dev/nothing", "r"), (device.PathOnHost, device.PathInContainer, device.CgroupPermissions));
        var limit = Assert.Single(host.Ulimits ?? []);
        Assert.Equal(("nofile", 100L, 200L), (limit.Name, limit.Soft, limit.Hard));
        Assert.Equal(["/a:/b:ro"], host.Binds);
        var gpus = Assert.Single(host.DeviceRequests ?? []);
        Assert.Equal(["1", "3"], gpus.DeviceIDs ?? []);
        Assert.Equal(("nvidia", "gpu"), (gpus.Driver, Assert.Single(Assert.Single(gpus.Capabilities ?? []))));
        Assert.Equal("bridge", host.NetworkMode);
        Assert.Equal(["host.docker.internal:host-gateway"], host.ExtraHosts ?? []);
    }

    [Fact]
    public void A_container_says_whose_it_is_and_is_never_removed_by_the_daemon_itself()
    {
        var asked = ContainerRequest.Of(Plain with { Group = new("ffffffffffffffffffffffffffffffff", 512) }, Gifts with { Gpus = [0, 2] });

        Assert.Equal("localbatch-0123456789abcdef0123456789abcdef", asked.Name);
        var labels = asked.Labels ?? new Dictionary<string, string>();
        Assert.Equal(("state", "ffffffffffffffffffffffffffffffff", "0123456789abcdef0123456789abcdef"), (labels["localbatch.state"], labels["localbatch.task"], labels["localbatch.container"]));
        Assert.Equal(("job:3", "2", "default"), (labels["localbatch.job"], labels["localbatch.attempt"], labels["localbatch.container-name"]));
        Assert.Equal([0, 2], ContainerLabels.GpusOf(labels));
        Assert.False(HostOf(Plain).AutoRemove);
    }

    private static HostConfig HostOf(Attempt attempt) => ContainerRequest.Of(attempt, Gifts).HostConfig ?? throw new InvalidOperationException("Nothing is asked of the host.");
}
