using LocalCloud.Gateway;

namespace LocalCloud.Tests.Gateway;

public sealed class LoopbackGuardTests
{
    [Theory]
    [InlineData("127.0.0.1:4500", true)]
    [InlineData("localhost:4500", true)]
    [InlineData("LOCALHOST:4500", true)]
    [InlineData("[::1]:4500", true)]
    [InlineData("my.bucket.localhost:4500", false)]
    [InlineData("127.0.0.1:4501", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("evil.example:4500", false)]
    [InlineData("127.0.0.1.evil.example:4500", false)]
    [InlineData("localhost.evil.example:4500", false)]
    [InlineData("evillocalhost:4500", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_names_of_this_machine_with_our_port_are_our_host(string? host, bool isOwn) =>
        Assert.Equal(isOwn, LoopbackGuard.IsOwnHost(host, 4500));

    [Theory]
    [InlineData("my.bucket.localhost:4500", true)]
    [InlineData("localhost:4500", false)]
    [InlineData("my.bucket.localhost:4501", false)]
    [InlineData("my.bucket.localhost.evil.example:4500", false)]
    [InlineData(null, false)]
    public void A_name_below_localhost_is_a_buckets(string? host, bool isBucket) => Assert.Equal(isBucket, LoopbackGuard.IsBucketHost(host, 4500));

    [Theory]
    [InlineData("host.docker.internal:4500", true)]
    [InlineData("HOST.docker.internal:4500", true)]
    [InlineData("host.docker.internal:4501", false)]
    [InlineData("evil.host.docker.internal:4500", false)]
    [InlineData("host.docker.internal.evil.example:4500", false)]
    [InlineData("127.0.0.1:4500", false)]
    public void Containers_behind_a_bridge_have_one_name_for_this_machine(string host, bool isContainers) =>
        Assert.Equal(isContainers, LoopbackGuard.IsContainersHost(host, 4500));

    [Theory]
    [InlineData(null, true)]
    [InlineData("http://localhost:4500", true)]
    [InlineData("null", false)]
    [InlineData("http://localhost:3000", false)]
    [InlineData("http://evil.localhost:4500", false)]
    [InlineData("https://localhost:4500", false)]
    [InlineData("http://evil.example", false)]
    [InlineData("http://evil.example/localhost:4500", false)]
    public void Only_pages_that_we_served_are_of_our_origin(string? origin, bool isOwn) =>
        Assert.Equal(isOwn, LoopbackGuard.IsOwnOrigin(origin, 4500));
}
