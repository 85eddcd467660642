using LocalCloud.Gateway;
using LocalCloud.Iam;

namespace LocalCloud.Tests.Gateway;

/// <summary>Containers behind a bridge come by another name, and by that name nobody but a job's session is let in.</summary>
public sealed class ContainerDoorTests
{
    private const string Name = "host.docker.internal";

    [Fact]
    public async Task A_session_of_a_job_is_let_in_by_the_name_that_its_container_knows_and_the_operator_s_keys_are_not()
    {
        Sessions sessions = new();
        var keys = sessions.Open(Caller.Session("arn:aws:iam::123456789012:role/worker", "task"), TimeProvider.System.GetUtcNow());
        await using var services = await LocalServices.StartAsync(sessions: sessions, letsContainersIn: true);

        var ofJob = await new SignedCall(services) { HostName = Name, AccessKeyId = keys.AccessKeyId, Secret = keys.SecretAccessKey, Token = keys.Token }.SendAsync();
        var ofOperator = await new SignedCall(services) { HostName = Name }.SendAsync();

        Assert.Equal(200, ofJob.Status);
        Assert.Equal(403, ofOperator.Status);
        Assert.Contains("sessions of jobs", ofOperator.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_containers_have_the_machine_s_own_network_the_name_opens_nothing()
    {
        await using var services = await LocalServices.StartAsync();

        var refused = await new SignedCall(services) { HostName = Name }.SendAsync();

        Assert.Equal(403, refused.Status);
        Assert.Contains("Host header", refused.Body, StringComparison.Ordinal);
    }
}
