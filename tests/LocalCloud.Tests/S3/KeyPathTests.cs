using System.Text;
using CsCheck;
using LocalCloud.S3;

namespace LocalCloud.Tests.S3;

public sealed class KeyPathTests
{
    private static readonly Gen<string> Keys = Gen.Frequency(
        (4, Gen.String[Gen.Char["ab./%-\\ \u0001é"], 1, 40]),
        (1, Gen.String[Gen.Char.AlphaNumeric, 200, 1_000]),
        (1, Gen.String[Gen.Char["%é/."], 200, 400]),
        (4, Longest(Gen.Int[0, 0x10FFFF])),
        (2, Longest(Gen.Int[0x7E, 0xA1])),
        (2, Longest(Gen.Char[".%a\u0085ж"].Select(character => (int)character))));

    // AWS: keys have up to 1,024 bytes of UTF-8 (Creating object key names).
    private static Gen<string> Longest(Gen<int> character) => Gen.Select(character.Where(Rune.IsValid).Select(value => new Rune(value)).List[1, 1_024], Gen.Int[1, 1_024])
        .Select((runes, most) =>
        {
            var (key, bytes) = (new StringBuilder(), 0);
            foreach (var rune in runes.TakeWhile(rune => (bytes += rune.Utf8SequenceLength) <= most))
            {
                key.Append(rune.ToString());
            }

            return key.Length == 0 ? "a" : key.ToString();
        });

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
    [InlineData("a\u0085b", "a%C2%85b")]
    public void A_decent_key_stays_as_it_is_and_others_are_escaped(string key, string path) => Assert.Equal(path, KeyPath.Of(key));

    [Theory]
    [InlineData('\u0085', 1, 40)]
    [InlineData('\u0085', 2, 512)]
    [InlineData('%', 1, 1_024)]
    [InlineData('ж', 1, 500)]
    public void A_long_name_is_cut_between_characters_only(char character, int shift, int count)
    {
        var key = new string('a', shift) + new string(character, count);

        Assert.All(KeyPath.Of(key).Split('/'), piece => Assert.DoesNotContain('\ufffd', KeyPath.KeyOf(piece)));
        Assert.Equal(key, KeyPath.KeyOf(KeyPath.Of(key)));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../x")]
    public void What_is_left_after_a_cut_climbs_nowhere(string rest)
    {
        var path = KeyPath.Of(new string('a', 200) + rest);

        Assert.DoesNotContain(path.Split('/'), part => part is "." or "..");
    }

    [Fact]
    public void A_path_that_was_cut_inside_a_character_by_an_earlier_version_still_means_its_key() =>
        Assert.Equal(new string('\u0085', 40), KeyPath.KeyOf(string.Concat(Enumerable.Repeat("%C2%85", 33)) + "%C2%-/%85" + string.Concat(Enumerable.Repeat("%C2%85", 6))));
}
