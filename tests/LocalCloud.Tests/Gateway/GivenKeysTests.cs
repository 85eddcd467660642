using LocalCloud.Gateway;

namespace LocalCloud.Tests.Gateway;

public sealed class GivenKeysTests
{
    [Theory]
    [InlineData("ci:anything", "ci", "anything")]
    [InlineData("test:a:b/c+d=", "test", "a:b/c+d=")]
    public void A_pair_is_an_id_and_everything_behind_the_first_colon(string text, string id, string secret) =>
        Assert.Equal(new LocalCredentials(id, secret), LocalCredentials.Given(text));

    [Theory]
    [InlineData("")]
    [InlineData("ci")]
    [InlineData("ci:")]
    [InlineData(":secret")]
    [InlineData("a/b:secret")]
    [InlineData("ci:sec ret")]
    [InlineData("ci:sec\nret")]
    public void What_no_signature_could_hold_is_refused(string text) => Assert.Throws<FormatException>(() => LocalCredentials.Given(text));

    [Theory]
    [InlineData("AKIAIOSFODNN7EXAMPLE:secret")]
    [InlineData("ASIAIOSFODNN7EXAMPLE:secret")]
    public void Keys_of_a_real_account_are_refused_by_their_form_and_never_repeated(string text)
    {
        var refused = Assert.Throws<FormatException>(() => LocalCredentials.Given(text));

        Assert.DoesNotContain("secret;", refused.Message, StringComparison.Ordinal);
        Assert.Contains("real account", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_count_from_our_own_processes_and_from_nobody_else_s_nor_from_who_is_not_known_any_more()
    {
        const uint Us = 1000;
        PeerSocket? peer = new(Us, 1);
        await using var services = await LocalServices.StartAsync(given: new(new("ci", "known"), new PeerCheck(Us, (_, _) => peer, token: null)));
        Task<(int Status, string Body)> CallAsync(string secret = "known") => new SignedCall(services) { AccessKeyId = "ci", Secret = secret }.SendAsync();

        Assert.Equal(200, (await CallAsync()).Status);
        Assert.Equal(403, (await CallAsync("guessed")).Status);
        foreach (var other in (PeerSocket?[])[new(65_534, 1), null])
        {
            peer = other;
            var refused = await CallAsync();
            Assert.Equal(403, refused.Status);
            Assert.Contains("The keys of --keys are for processes of the user who started the local stack", refused.Body, StringComparison.Ordinal);
            Assert.Equal(200, (await new SignedCall(services).SendAsync()).Status);
        }
    }
}
