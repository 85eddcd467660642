using LocalBatch.Execution.Processes.Confinement;

namespace LocalBatch.Tests.Execution;

/// <summary>Whom a job definition may run as: on a host its word is worth less than in a container.</summary>
public sealed class ChosenUserTests
{
    private const uint Caller = 4321;

    [Theory]
    [InlineData("1234:2345", 1234, 2345)]
    [InlineData("1234", 1234, 1234)]
    [InlineData("1234:42", 1234, 1234)]
    [InlineData("1234:0", 1234, 1234)]
    public void A_user_without_power_is_taken_and_a_group_of_the_system_is_not(string asked, int uid, int gid) =>
        Assert.Equal(new JobUser((uint)uid, (uint)gid), JobUser.Chosen(asked, Caller));

    [Theory]
    [InlineData("0")]
    [InlineData("root")]
    [InlineData("1:6")]
    [InlineData("999:1234")]
    [InlineData("4321:1234")]
    [InlineData("no-such-user")]
    [InlineData("4294967295")]
    [InlineData("4294967295:1234")]
    [InlineData("1234:4294967295")]
    public void Nobody_of_the_system_is_taken_and_not_who_called_sudo(string asked) => Assert.Null(JobUser.Chosen(asked, Caller));
}
