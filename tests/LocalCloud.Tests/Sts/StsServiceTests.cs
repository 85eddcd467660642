using Amazon.Runtime;
using LocalCloud.Gateway;
using LocalCloud.Iam;

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

    [Fact]
    public async Task Whoever_assumes_a_role_is_a_session_of_it_in_every_region()
    {
        await using var services = await LocalServices.StartAsync();
        using var sts = services.Sts;

        var assumed = await sts.AssumeRoleAsync(
            new() { RoleArn = "arn:aws:iam::123456789012:role/team/reader", RoleSessionName = "me@work", DurationSeconds = 900 }, TestContext.Current.CancellationToken);
        using Amazon.SecurityToken.AmazonSecurityTokenServiceClient own = new(
            assumed.Credentials, new Amazon.SecurityToken.AmazonSecurityTokenServiceConfig { ServiceURL = services.Gateway.Endpoint.ToString(), AuthenticationRegion = "ap-south-1" });
        var identity = await own.GetCallerIdentityAsync(new(), TestContext.Current.CancellationToken);

        Assert.Equal("arn:aws:sts::123456789012:assumed-role/reader/me@work", identity.Arn);
        Assert.Equal((identity.Arn, identity.UserId), (assumed.AssumedRoleUser.Arn, assumed.AssumedRoleUser.AssumedRoleId));
        Assert.Matches("^AROA[A-Z2-7]{17}:me@work$", identity.UserId);
    }

    [Theory]
    [InlineData("reader", "session", 900, "ARN of a role")]
    [InlineData("arn:aws:iam::123456789012:user/reader", "session", 900, "ARN of a role")]
    [InlineData("arn:aws:iam::123456789012:role/reader", "s", 900, "roleSessionName")]
    [InlineData("arn:aws:iam::123456789012:role/reader", "two words", 900, "roleSessionName")]
    [InlineData("arn:aws:iam::123456789012:role/reader", "session", 899, "durationSeconds")]
    [InlineData("arn:aws:iam::123456789012:role/reader", "session", 43_201, "durationSeconds")]
    public async Task What_is_wrong_with_AssumeRole_is_said(string role, string session, int seconds, string named)
    {
        await using var services = await LocalServices.StartAsync();
        using var sts = services.Sts;

        var refused = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => sts.AssumeRoleAsync(
            new() { RoleArn = role, RoleSessionName = session, DurationSeconds = seconds }, TestContext.Current.CancellationToken));

        Assert.Equal("ValidationError", refused.ErrorCode);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_would_narrow_the_session_is_refused_rather_than_ignored()
    {
        await using var services = await LocalServices.StartAsync();
        using var sts = services.Sts;

        var refused = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => sts.AssumeRoleAsync(
            new() { RoleArn = "arn:aws:iam::123456789012:role/reader", RoleSessionName = "session", Policy = "{}" }, TestContext.Current.CancellationToken));

        Assert.Contains("Policy is not supported", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_of_a_session_end_with_their_time()
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
        Sessions sessions = new();
        await using var services = await LocalServices.StartAsync(time: time, sessions: sessions);
        var keys = sessions.Open(Caller.Session("arn:aws:iam::123456789012:role/reader", "s"), time.GetUtcNow() - TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(15));
        using Amazon.SecurityToken.AmazonSecurityTokenServiceClient own = new(
            new SessionAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.Token),
            new Amazon.SecurityToken.AmazonSecurityTokenServiceConfig { ServiceURL = services.Gateway.Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

        var refused = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => own.GetCallerIdentityAsync(new(), TestContext.Current.CancellationToken));

        Assert.Equal("ExpiredToken", refused.ErrorCode);
    }
}
