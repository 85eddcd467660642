using LocalCloud.Stack;
using LocalCloud.Template;

namespace LocalCloud.Tests.Stack;

/// <summary>Where the daemon is looked for that runs containers.</summary>
public sealed class DaemonAddressTests
{
    [Theory]
    [InlineData("unix:///run/own.sock", "unix:///run/own.sock", false)]
    [InlineData("tcp://127.0.0.1:2375", "tcp://127.0.0.1:2375", false)]
    [InlineData("tcp://build.example:2375", "tcp://build.example:2375", true)]
    public void DOCKER_HOST_counts_first_and_a_daemon_on_another_machine_is_elsewhere(string variable, string endpoint, bool isElsewhere)
    {
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "every daemon is elsewhere there");

        var found = DaemonAddress.Find(variable, "/home/me", "/run/user/1", _ => true);

        Assert.Equal((new(endpoint), isElsewhere), (found.Endpoint, found.IsElsewhere));
    }

    [Theory]
    [InlineData("/var/run/docker.sock", "/run/podman/podman.sock")]
    [InlineData("/run/user/1/docker.sock", "/run/user/1/podman/podman.sock")]
    [InlineData("/home/me/.docker/run/docker.sock", "/run/podman/podman.sock")]
    [InlineData("/run/user/1/podman/podman.sock", "/run/podman/podman.sock")]
    public void Without_it_the_first_socket_that_is_there_counts_Docker_s_before_Podman_s(string first, string second) =>
        Assert.Equal(new("unix://" + first), DaemonAddress.Find(null, "/home/me", "/run/user/1", path => path == first || path == second).Endpoint);

    [Fact]
    public void Where_there_is_none_Docker_s_own_place_is_named() =>
        Assert.Equal(new("unix:///var/run/docker.sock"), DaemonAddress.Find("", null, null, _ => false).Endpoint);

    [Theory]
    [InlineData("ssh://host")]
    [InlineData("not an address")]
    public void An_address_that_cannot_be_used_is_refused_with_what_would_be_right(string variable) =>
        Assert.Contains("unix:///PATH or tcp://HOST:PORT", Assert.Throws<StartException>(() => DaemonAddress.Find(variable, null, null, _ => true)).Message, StringComparison.Ordinal);
}
