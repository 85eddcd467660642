using System.Collections.Frozen;
using System.IO.Compression;

namespace LocalCloud.HttpApi;

/// <summary>The console, as its build embedded it: every file compressed, with a hash of its content in its name, and the page that names them.</summary>
internal static class ConsoleFiles
{
    /// <summary>What the page may do: run and show what came with it, ask where it came from, and be in no other page.</summary>
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private const string Prefix = "console/";
    private const string Page = "/index.html";

    private static readonly FrozenDictionary<string, byte[]> Files = Embedded().ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="path">As it came; <c>/</c> for the page.</param>
    /// <param name="takesGzip">The client takes a compressed answer.</param>
    /// <param name="known">The <c>If-None-Match</c> header.</param>
    /// <returns><c>null</c> where the console has no such file.</returns>
    public static ProxyResponse? Find(string path, bool takesGzip, string? known)
    {
        var name = path == "/" ? Page : path;
        if (!Files.TryGetValue(name, out var compressed))
        {
            return null;
        }

        List<KeyValuePair<string, string>> headers =
        [
            new("content-type", TypeOf(name)),
            new("x-content-type-options", "nosniff"),
            new("referrer-policy", "no-referrer"),
            new("cross-origin-opener-policy", "same-origin"),
            new("cross-origin-resource-policy", "same-origin"),
            new("content-security-policy", Policy),
            new("vary", "accept-encoding"),
        ];
        if (name != Page)
        {
            headers.Add(new("cache-control", "public, max-age=31536000, immutable"));
            return Body(200, headers, compressed, takesGzip);
        }

        // The page changes with the program; what it names has another name then.
        var tag = $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(compressed).AsSpan(0, 8))}\"";
        headers.AddRange([new("cache-control", "no-cache"), new("etag", tag)]);

        return known == tag ? new(304, headers, default) : Body(200, headers, compressed, takesGzip);
    }

    private static ProxyResponse Body(int status, List<KeyValuePair<string, string>> headers, byte[] compressed, bool takesGzip)
    {
        if (takesGzip)
        {
            return new(status, [.. headers, new("content-encoding", "gzip")], compressed);
        }

        using MemoryStream plain = new();
        using GZipStream gzip = new(new MemoryStream(compressed), CompressionMode.Decompress);
        gzip.CopyTo(plain);

        return new(status, headers, plain.ToArray());
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"The console has a file with the extension '{other}', whose media type is not known."),
    };

    private static IEnumerable<KeyValuePair<string, byte[]>> Embedded()
    {
        var assembly = typeof(ConsoleFiles).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var resource = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
            using MemoryStream content = new();
            resource.CopyTo(content);
            yield return new("/" + name[Prefix.Length..], content.ToArray());
        }
    }
}
