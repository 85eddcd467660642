using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace LocalCloud.S3;

/// <summary>Moves bytes of an object's file.</summary>
internal static class FileCopy
{
    public static async Task SendAsync(FileStream file, ByteRange part, Stream output, CancellationToken cancellation)
    {
        await foreach (var bytes in ReadAsync(file, part, cancellation))
        {
            await output.WriteAsync(bytes, cancellation);
        }
    }

    /// <summary>Copies to a temporary file, which is on disk when this ends, and gone if it fails.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "The ETag of S3 is an MD5; nothing rests on its strength.")]
    public static async Task<Received> RunAsync(FileStream file, ByteRange part, string temporary, CancellationToken cancellation)
    {
        try
        {
            using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            await using var output = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 64 * 1024);
            await foreach (var bytes in ReadAsync(file, part, cancellation))
            {
                md5.AppendData(bytes.Span);
                await output.WriteAsync(bytes, cancellation);
            }

            output.Flush(flushToDisk: true);

            return new(temporary, part.Length, Convert.ToHexStringLower(md5.GetHashAndReset()), new Dictionary<string, string>());
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        FileStream file, ByteRange part, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        file.Seek(part.First, SeekOrigin.Begin);
        for (var left = part.Length; left > 0;)
        {
            var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellation);
            if (read == 0)
            {
                throw new IOException($"{file.Name} became shorter while it was read.");
            }

            left -= read;
            yield return buffer.AsMemory(0, read);
        }
    }
}
