using LocalCloud.Gateway;

namespace LocalCloud.Tests.Gateway;

/// <summary>Examples that AWS has published: the Signature Version 4 test suite, and the S3 developer guide.</summary>
public sealed class SigningKeyTests
{
    private static readonly DateTimeOffset SuiteTime = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);
    private static readonly SigningKey Suite = new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", new("20150830", "us-east-1", "service"), SuiteTime);

    private static readonly SigningKey Guide = new(
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", new("20130524", "us-east-1", "s3"), new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("GET", "/", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "/", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("GET", "/", "Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData("GET", "/example/..", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("GET", "//", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    public void Requests_of_the_test_suite_are_signed_as_AWS_signs_them(string method, string path, string query, string signature)
    {
        var canonical = CanonicalRequest.Of(
            method, CanonicalRequest.Path(path), CanonicalRequest.Query(query),
            [new("host", "example.amazonaws.com"), new("x-amz-date", "20150830T123600Z")], SigningKey.EmptyHash);

        Assert.Equal(signature, Suite.SignRequest(canonical));
    }

    [Fact]
    public void Reading_a_part_of_an_object_is_signed_as_the_guide_says()
    {
        var canonical = CanonicalRequest.Of(
            "GET", CanonicalRequest.S3Path("/test.txt"), "",
            [
                new("host", "examplebucket.s3.amazonaws.com"), new("range", "bytes=0-9"), new("x-amz-content-sha256", SigningKey.EmptyHash),
                new("x-amz-date", "20130524T000000Z"),
            ],
            SigningKey.EmptyHash);

        Assert.Equal("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41", Guide.SignRequest(canonical));
    }

    [Fact]
    public void Writing_an_object_whose_key_has_a_dollar_sign_is_signed_as_the_guide_says()
    {
        const string hash = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
        var canonical = CanonicalRequest.Of(
            "PUT", CanonicalRequest.S3Path("/test$file.text"), "",
            [
                new("date", "Fri, 24 May 2013 00:00:00 GMT"), new("host", "examplebucket.s3.amazonaws.com"), new("x-amz-content-sha256", hash),
                new("x-amz-date", "20130524T000000Z"), new("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ],
            hash);

        Assert.Equal("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd", Guide.SignRequest(canonical));
    }

    [Fact]
    public void A_presigned_URL_is_signed_without_its_own_signature()
    {
        const string query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
            + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=whatever";
        var canonical = CanonicalRequest.Of(
            "GET", CanonicalRequest.S3Path("/test.txt"), CanonicalRequest.Query(query, isPresigned: true), [new("host", "examplebucket.s3.amazonaws.com")], PayloadSigning.Unsigned);

        Assert.Equal("aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404", Guide.SignRequest(canonical));
    }

    [Theory]
    [InlineData("/v1/tags/arn%3Aaws%3Abatch", "/v1/tags/arn%253Aaws%253Abatch")]
    [InlineData("/a/./b/../c/", "/a/c/")]
    [InlineData("/", "/")]
    public void The_path_of_other_services_is_normalised_and_encoded_twice(string sent, string canonical) =>
        Assert.Equal(canonical, CanonicalRequest.Path(sent));

    [Theory]
    [InlineData("/b/a%20b/../c", "/b/a%20b/../c")]
    [InlineData("/b/a+b//c", "/b/a%2Bb//c")]
    [InlineData("/b/~%7e", "/b/~~")]
    public void The_path_of_S3_is_encoded_once_and_kept_as_it_is(string sent, string canonical) =>
        Assert.Equal(canonical, CanonicalRequest.S3Path(sent));

    [Fact]
    public void Spaces_in_signed_headers_count_once()
    {
        var canonical = CanonicalRequest.Of("GET", "/", "", [new("my-header", "  a   b  c ")], "hash");

        Assert.Equal("GET\n/\n\nmy-header:a b c\n\nmy-header\nhash", canonical);
    }
}
