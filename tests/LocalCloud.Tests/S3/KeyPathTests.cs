using System.Text;
using CsCheck;
using LocalCloud.S3;

namespace LocalCloud.Tests.S3;

public sealed class KeyPathTests
{
    private static readonly Gen<string> Keys = Gen.Frequency(
        (4, Gen.String[Gen.Char["ab./%-\\ \u0001é"], 1, 40]),
        (1, Gen.String[Gen.Char.AlphaNumeric, 200, 1_000]),
        (1, Gen.String[Gen.Char["%é/."], 200, 400]));

    [Fact]
    public void Every_key_comes_back_from_its_path() => Keys.Sample(key => KeyPath.KeyOf(KeyPath.Of(key)) == key);

    [Fact]
    public void Every_key_comes_back_from_the_place_beside_its_path() => Keys.Sample(key => KeyPath.KeyOf(KeyPath.Aside(KeyPath.Of(key))) == key);

    [Fact]
    public void No_path_leaves_its_folder_and_every_part_of_it_is_a_file_name() => Keys.Sample(key =>
        KeyPath.Of(key).Split('/').All(part =>
            part is not ("" or "." or "..") && Encoding.UTF8.GetByteCount(part) <= 254 && !part.Any(char.IsControl)));

    [Fact]
    public void Different_keys_have_different_paths() => Gen.Select(Keys, Keys).Sample((left, right) =>
        (left == right) == (KeyPath.Of(left) == KeyPath.Of(right)));

    [Theory]
    [InlineData("inbox/hello.json", "inbox/hello.json")]
    [InlineData("../../etc/passwd", "%2E%2E/%2E%2E/etc/passwd")]
    [InlineData("a//b/", "a/%/b/%")]
    [InlineData("/lead", "%/lead")]
    [InlineData("100%", "100%25")]
    public void A_decent_key_stays_as_it_is_and_others_are_escaped(string key, string path) => Assert.Equal(path, KeyPath.Of(key));
}
