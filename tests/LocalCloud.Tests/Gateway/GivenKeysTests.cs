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
}
