using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using LocalCloud.Gateway;

namespace LocalCloud.S3;

/// <summary>One of S3's checksums while bytes go by. S3 names them CRC32, CRC32C, CRC64NVME, SHA1 and SHA256.</summary>
internal sealed class Checksum : IDisposable
{
    public const string HeaderPrefix = "x-amz-checksum-";

    private static readonly string[] Names = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"];

    private readonly Crc? _crc;
    private readonly IncrementalHash? _hash;

    /// <exception cref="AwsException">There is no such algorithm.</exception>
    public Checksum(string algorithm)
    {
        Algorithm = algorithm.ToUpperInvariant();
        _crc = Algorithm switch
        {
            "CRC32" => Crc.Crc32(),
            "CRC32C" => Crc.Crc32C(),
            "CRC64NVME" => Crc.Crc64Nvme(),
            _ => null,
        };
        _hash = Algorithm switch
        {
            "SHA1" => Sha1(),
            "SHA256" => IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
            _ => null,
        };
        if (_crc is null && _hash is null)
        {
            throw S3Errors.InvalidRequest($"Checksum algorithm {algorithm} is not supported; it must be one of {string.Join(", ", Names)}.");
        }
    }

    public string Algorithm { get; }

    public string HeaderName => HeaderPrefix + Algorithm.ToLowerInvariant();

    /// <summary>The algorithm that a header or trailer carries; <c>null</c> if it is none.</summary>
    public static string? AlgorithmOf(string header) =>
        header.StartsWith(HeaderPrefix, StringComparison.Ordinal) ? Names.FirstOrDefault(name => header.AsSpan(HeaderPrefix.Length).Equals(name, StringComparison.OrdinalIgnoreCase)) : null;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _crc?.Append(bytes);
        _hash?.AppendData(bytes);
    }

    /// <summary>In base64, as headers carry it.</summary>
    public string Finish() => Convert.ToBase64String(_crc?.Finish() ?? _hash?.GetHashAndReset() ?? []);

    public void Dispose() => _hash?.Dispose();

    [SuppressMessage("Security", "CA5350", Justification = "S3 offers SHA-1 as a checksum against transmission errors.")]
    private static IncrementalHash Sha1() => IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
}
