using LocalCloud.S3;

namespace LocalCloud.Tests.S3;

public sealed class ChecksumTests
{
    // The check values of the catalogue of CRC algorithms, and of FIPS 180, for the text 123456789.
    [Theory]
    [InlineData("CRC32", "CBF43926")]
    [InlineData("CRC32C", "E3069283")]
    [InlineData("CRC64NVME", "AE8B14860A799888")]
    [InlineData("SHA1", "F7C3BC1D808E04732ADF679965CCC34CA7AE3441")]
    [InlineData("SHA256", "15E2B0D3C33891EBB0F1EF609EC419420C20E320CE94C65FBC8C3312448EB225")]
    public void A_checksum_is_what_everybody_else_reckons(string algorithm, string hexadecimal)
    {
        using var checksum = new Checksum(algorithm);
        checksum.Append("1234"u8);
        checksum.Append("56789"u8);

        Assert.Equal(Convert.ToBase64String(Convert.FromHexString(hexadecimal)), checksum.Finish());
    }
}
