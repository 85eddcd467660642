using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using LocalCloud.Gateway;

namespace LocalCloud.S3;

/// <summary>
/// Takes the chunks of an aws-chunked body apart, and checks each chunk's signature where chunks are signed. Nothing is
/// kept but the line at hand: a chunk goes on as it comes, so a bad signature is known only at the end of its chunk, and
/// whoever writes the bytes away must forget them then.
/// </summary>
internal sealed class AwsChunkedReader(PipeReader input, PayloadSigning signing)
{
    private const int LongestLine = 4 * 1024;
    private const int MaximumTrailers = 16;

    private readonly Dictionary<string, string> _trailers = new(StringComparer.Ordinal);
    private string _previousSignature = signing.SeedSignature;

    /// <summary>The trailing headers by name in lower case; known once the body is at its end.</summary>
    public IReadOnlyDictionary<string, string> Trailers => _trailers;

    /// <summary>Reads the body to its end.</summary>
    /// <param name="write">Takes the bytes of the payload.</param>
    /// <param name="cancellation">The client went away.</param>
    /// <exception cref="AwsException">The body is not well formed, or a signature is wrong.</exception>
    public async Task CopyToAsync(Func<ReadOnlyMemory<byte>, ValueTask> write, CancellationToken cancellation)
    {
        while (true)
        {
            var (size, signature) = ParseHeader(await LineAsync(cancellation));
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await CopyChunkAsync(size, hash, write, cancellation);
            CheckChunk(signature, hash);
            if (size == 0)
            {
                await EndAsync(cancellation);

                return;
            }

            if ((await LineAsync(cancellation)).Length != 0)
            {
                throw Malformed("a chunk is longer than its header says");
            }
        }
    }

    private static (long Size, string? Signature) ParseHeader(string line)
    {
        var parts = line.Split(';', 2);
        if (!long.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) || size < 0)
        {
            throw Malformed("a chunk must begin with its size in hexadecimal");
        }

        const string name = "chunk-signature=";

        return (size, parts.Length == 2 && parts[1].StartsWith(name, StringComparison.Ordinal) ? parts[1][name.Length..] : null);
    }

    private async Task CopyChunkAsync(long size, IncrementalHash hash, Func<ReadOnlyMemory<byte>, ValueTask> write, CancellationToken cancellation)
    {
        while (size > 0)
        {
            var result = await input.ReadAsync(cancellation);
            var taken = result.Buffer.Slice(0, Math.Min(size, result.Buffer.Length));
            foreach (var memory in taken)
            {
                if (signing.HasChunkSignatures)
                {
                    hash.AppendData(memory.Span);
                }

                await write(memory);
            }

            size -= taken.Length;
            input.AdvanceTo(taken.End);
            if (size > 0 && result.IsCompleted && taken.Length == result.Buffer.Length)
            {
                throw Incomplete();
            }
        }
    }

    private void CheckChunk(string? signature, IncrementalHash hash)
    {
        if (!signing.HasChunkSignatures)
        {
            return;
        }

        var expected = signing.Key.SignChunk(_previousSignature, Convert.ToHexStringLower(hash.GetHashAndReset()));
        Check(expected, signature, "chunk");
    }

    private void Check(string expected, string? signature, string what)
    {
        if (signature is null || !SigningKey.AreEqual(expected, signature))
        {
            throw new AwsException("SignatureDoesNotMatch", $"The signature of a {what} does not match the one we calculated.", 403);
        }

        _previousSignature = expected;
    }

    private async Task EndAsync(CancellationToken cancellation)
    {
        var signed = new StringBuilder();
        string? signature = null;
        while (await LineAsync(cancellation) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (!signing.HasTrailer || colon < 1 || _trailers.Count == MaximumTrailers)
            {
                throw Malformed("after the last chunk there may be trailing headers, name:value, and then an empty line");
            }

            var (name, value) = (line[..colon].Trim().ToLowerInvariant(), line[(colon + 1)..].Trim());
            if (name == "x-amz-trailer-signature")
            {
                signature = value;
            }
            else if (!_trailers.TryAdd(name, value))
            {
                throw Malformed($"the trailing header {name} came twice");
            }
            else
            {
                signed.Append(name).Append(':').Append(value).Append('\n');
            }
        }

        if (signing is { HasTrailer: true, HasChunkSignatures: true })
        {
            Check(signing.Key.SignTrailer(_previousSignature, RequestVerifier.HashOf(Encoding.UTF8.GetBytes(signed.ToString()))), signature, "trailer");
        }

        await CheckEndAsync(cancellation);
    }

    private async Task CheckEndAsync(CancellationToken cancellation)
    {
        var result = await input.ReadAsync(cancellation);
        var isEmpty = result.Buffer.IsEmpty;
        input.AdvanceTo(result.Buffer.End);
        if (!isEmpty || !result.IsCompleted)
        {
            throw Malformed("something follows its last chunk");
        }
    }

    private async Task<string> LineAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellation);
            if (result.Buffer.PositionOf((byte)'\n') is { } end && result.Buffer.Slice(0, end).Length <= LongestLine)
            {
                var line = Encoding.ASCII.GetString(result.Buffer.Slice(0, end));
                input.AdvanceTo(result.Buffer.GetPosition(1, end));

                return line.EndsWith('\r') ? line[..^1] : throw Malformed("lines must end in CR LF");
            }

            if (result.Buffer.Length > LongestLine)
            {
                throw Malformed($"a line is longer than {LongestLine} bytes");
            }

            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted)
            {
                throw Incomplete();
            }
        }
    }

    private static AwsException Malformed(string why) => new("InvalidChunkSizeError", $"The aws-chunked body is not well formed: {why}.");

    private static AwsException Incomplete() => new("IncompleteBody", "The aws-chunked body ends before its last chunk.");
}
