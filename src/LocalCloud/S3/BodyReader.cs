using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.S3;

/// <summary>What arrived: the file it lies in, and what was reckoned on the way.</summary>
/// <param name="File">Path of the temporary file.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Md5">In hexadecimal; the ETag.</param>
/// <param name="Headers">The checksum as a header, if the client gave one.</param>
internal sealed record Received(string File, long Size, string Md5, IReadOnlyDictionary<string, string> Headers);

/// <summary>Reads the body of an upload into a file, and checks everything that the client says of it.</summary>
internal sealed class BodyReader : IDisposable
{
    // AWS: the largest object of a single PUT, and the largest part (qfacts).
    private const long MaximumSize = 5L * 1024 * 1024 * 1024;

    private readonly HttpRequest _request;
    private readonly PayloadSigning _signing;
    private readonly IncrementalHash _md5;
    private readonly IncrementalHash? _sha256;
    private readonly Checksum? _checksum;
    private long _size;

    [SuppressMessage("Security", "CA5351", Justification = "The ETag of S3 is an MD5; nothing rests on its strength.")]
    private BodyReader(HttpContext context)
    {
        _request = context.Request;
        _signing = context.Features.Get<PayloadSigning>() ?? throw new InvalidOperationException("The gateway did not say how the body is signed.");
        _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        _sha256 = _signing.Declared.Length == 64 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        _checksum = Algorithm() is { } algorithm ? new(algorithm) : null;
    }

    /// <summary>Reads the whole body. The file is on disk when this ends, and gone if it fails.</summary>
    public static async Task<Received> ReceiveAsync(HttpContext context, string file)
    {
        using var reader = new BodyReader(context);
        try
        {
            await using (var output = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 64 * 1024))
            {
                await reader.ReadAsync(bytes => output.WriteAsync(bytes, context.RequestAborted), context.RequestAborted);
                output.Flush(flushToDisk: true);
            }

            return reader.Finish(file);
        }
        catch
        {
            File.Delete(file);
            throw;
        }
    }

    /// <summary>Reads a short body, such as a list in XML.</summary>
    /// <exception cref="AwsException">413 where it is longer.</exception>
    public static async Task<byte[]> ReadAsync(HttpContext context, int maximum)
    {
        using var reader = new BodyReader(context);
        using var body = new MemoryStream();
        await reader.ReadAsync(
            bytes =>
            {
                body.Write(body.Length + bytes.Length <= maximum
                    ? bytes.Span
                    : throw new AwsException("MaxMessageLengthExceeded", $"Your request was too big: at most {maximum} bytes.", StatusCodes.Status413PayloadTooLarge));

                return ValueTask.CompletedTask;
            },
            context.RequestAborted);
        reader.Finish("");

        return body.ToArray();
    }

    public void Dispose()
    {
        _md5.Dispose();
        _sha256?.Dispose();
        _checksum?.Dispose();
    }

    private async Task ReadAsync(Func<ReadOnlyMemory<byte>, ValueTask> write, CancellationToken cancellation)
    {
        var declared = DeclaredLength();

        ValueTask Take(ReadOnlyMemory<byte> bytes)
        {
            _size += bytes.Length;
            CheckSize(_size);
            if (_size > declared)
            {
                throw WrongLength();
            }

            _md5.AppendData(bytes.Span);
            _sha256?.AppendData(bytes.Span);
            _checksum?.Append(bytes.Span);

            return write(bytes);
        }

        if (_signing.IsChunked)
        {
            var chunks = new AwsChunkedReader(_request.BodyReader, _signing);
            await chunks.CopyToAsync(Take, cancellation);
            if (_size != declared)
            {
                throw WrongLength();
            }

            CheckTrailers(chunks.Trailers);
        }
        else
        {
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await _request.Body.ReadAsync(buffer, cancellation)) > 0)
            {
                await Take(buffer.AsMemory(0, read));
            }
        }

        EarlyAnswer.BodyWasRead(_request.HttpContext);
    }

    private Received Finish(string file)
    {
        var md5 = _md5.GetHashAndReset();
        if (Header("content-md5") is { } wanted && wanted != Convert.ToBase64String(md5))
        {
            throw new AwsException("BadDigest", "The Content-MD5 you specified did not match what we received.");
        }

        if (_sha256 is not null && Convert.ToHexStringLower(_sha256.GetHashAndReset()) != _signing.Declared)
        {
            throw new AwsException("XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }

        return new(file, _size, Convert.ToHexStringLower(md5), ChecksumHeaders());
    }

    private Dictionary<string, string> ChecksumHeaders()
    {
        if (_checksum is null)
        {
            return [];
        }

        var computed = _checksum.Finish();

        return new[] { Header(_checksum.HeaderName), _trailerValue }.OfType<string>().All(given => given == computed)
            ? new() { [_checksum.HeaderName] = computed }
            : throw new AwsException("BadDigest", $"The {_checksum.Algorithm} you specified did not match the calculated checksum.");
    }

    private string? _trailerValue;

    private void CheckTrailers(IReadOnlyDictionary<string, string> trailers)
    {
        var announced = Header("x-amz-trailer")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (announced.Any(name => Checksum.AlgorithmOf(name.ToLowerInvariant()) is null))
        {
            throw S3Errors.InvalidRequest("The value specified in the x-amz-trailer header is not supported: it must name a checksum.");
        }

        foreach (var name in trailers.Keys)
        {
            if (!announced.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new AwsException("MalformedTrailerError", $"The trailing header {name} was not announced in x-amz-trailer.");
            }
        }

        if (announced.FirstOrDefault(name => !trailers.ContainsKey(name.ToLowerInvariant())) is { } missing)
        {
            throw new AwsException("MalformedTrailerError", $"The trailing header {missing} was announced in x-amz-trailer, but did not come.");
        }

        _trailerValue = _checksum is null ? null : trailers.GetValueOrDefault(_checksum.HeaderName);
    }

    // What the chunks hold together; without chunks the body itself says how long it is.
    private long DeclaredLength()
    {
        if (!_signing.IsChunked)
        {
            return MaximumSize;
        }

        var text = Header("x-amz-decoded-content-length")
            ?? throw new AwsException("MissingContentLength", "You must provide x-amz-decoded-content-length with an aws-chunked body.", StatusCodes.Status411LengthRequired);
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            throw S3Errors.InvalidArgument("x-amz-decoded-content-length must be the length of the payload.");
        }

        CheckSize(length);

        return length;
    }

    private static void CheckSize(long size)
    {
        if (size > MaximumSize)
        {
            throw new AwsException("EntityTooLarge", $"Your proposed upload exceeds the maximum allowed size of {MaximumSize} bytes.");
        }
    }

    private AwsException WrongLength() =>
        new("IncompleteBody", $"x-amz-decoded-content-length must be the length of the payload: {_size} bytes arrived.");

    // A checksum in a header, one that is announced to come behind the body, or one the client wants us to reckon.
    private string? Algorithm()
    {
        var headers = _request.Headers.Keys.Select(name => name.ToLowerInvariant());
        var trailers = Header("x-amz-trailer")?.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries) ?? [];
        var found = headers.Concat(trailers).Select(Checksum.AlgorithmOf).OfType<string>().Distinct().ToList();

        return found.Count > 1
            ? throw S3Errors.InvalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum types are not allowed.")
            : found.FirstOrDefault() ?? Header("x-amz-sdk-checksum-algorithm");
    }

    private string? Header(string name) => _request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;
}
