using LocalBatch;
using LocalCloud.Batch;

namespace LocalCloud.Tests.Batch;

public sealed class HostsCallTests
{
    [Fact]
    public void Hosts_are_listed_reclaimed_and_terminated()
    {
        Assert.Equal(new HostsCall.List(), HostsCall.Parse("GET", "/_localcloud/hosts"));
        Assert.Equal(new HostsCall.Take("i-0a", HostLoss.SpotInterruption), HostsCall.Parse("POST", "/_localcloud/hosts/i-0a/reclaim"));
        Assert.Equal(new HostsCall.Take("i-0a", HostLoss.Terminated), HostsCall.Parse("POST", "/_localcloud/hosts/i-0a/terminate"));
        Assert.Equal(new HostsCall.Take("6d1b6e5c#2", HostLoss.Terminated), HostsCall.Parse("POST", "/_localcloud/hosts/6d1b6e5c%232/terminate"));
    }

    [Theory]
    [InlineData("POST", "/_localcloud/hosts")]
    [InlineData("GET", "/_localcloud/hosts/i-0a/reclaim")]
    [InlineData("POST", "/_localcloud/hosts//reclaim")]
    [InlineData("POST", "/_localcloud/hosts/i-0a/reboot")]
    [InlineData("GET", "/_localcloud/hostsx")]
    public void Anything_else_is_no_call(string method, string path) => Assert.Null(HostsCall.Parse(method, path));
}
