using Amazon.Runtime;

namespace LocalCloud.Tests.Sts;

public sealed class StsServiceTests
{
    [Fact]
    public async Task The_caller_is_told_who_it_is_and_other_actions_are_refused_by_name()
    {
        await using var services = await LocalServices.StartAsync();
        using var sts = services.Sts;

        var identity = await sts.GetCallerIdentityAsync(new(), TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => sts.GetSessionTokenAsync(TestContext.Current.CancellationToken));

        Assert.Equal(("123456789012", "arn:aws:iam::123456789012:user/local"), (identity.Account, identity.Arn));
        Assert.Contains("GetSessionToken", refused.Message, StringComparison.Ordinal);
    }
}
