using System.IO.Compression;
using System.Net;
using System.Text;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Api;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Hosting;

/// <summary>Serves the console, to which people sign in: the page at the root, and what it is made of.</summary>
internal sealed class ShowConsoleHandler(ISignIn signIn)
{
    /// <summary>Filled in when the page is served; empty where nobody has to sign in.</summary>
    private const string Place = """<meta name="sign-in" content="">""";

    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Get, RouteSwitch.AllOfThem)]
    public Task<IHttpResult> ShowConsole(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var path = request.RawPath is null or "" or "/" ? ConsoleFiles.Page : request.RawPath;
            if (ConsoleFiles.Find(path) is not { } compressed)
            {
                throw new ProblemException(Problem.NotFound($"The console has no file {path}."));
            }

            return path == ConsoleFiles.Page ? Page(compressed, await signIn.FindAsync(cancellation)) : File(path, compressed, TakesGzip(request));
        });

    private static IHttpResult Page(byte[] compressed, SignInSettings settings)
    {
        var page = Encoding.UTF8.GetString(ConsoleFiles.Plain(compressed));
        if (!page.Contains(Place, StringComparison.Ordinal))
        {
            throw new InvalidOperationException("The console's page has no place for the sign-in: index.html and this function have to have the same.");
        }

        var told = WebUtility.HtmlEncode(Encoding.UTF8.GetString(JsonText.Bytes(writer => settings.Write(writer))));

        return Guarded(HttpResults.NewResult(HttpStatusCode.OK, page.Replace(Place, $"""<meta name="sign-in" content="{told}">""", StringComparison.Ordinal)), settings.TokenEndpoint)
            .AddHeader("content-type", "text/html; charset=utf-8")
            .AddHeader("cache-control", "no-cache");
    }

    private static IHttpResult File(string path, byte[] compressed, bool takesGzip)
    {
        var file = Guarded(HttpResults.NewResult(HttpStatusCode.OK, takesGzip ? compressed : ConsoleFiles.Plain(compressed)), null)
            .AddHeader("content-type", ConsoleFiles.TypeOf(path))
            // Its name has a hash of what is in it.
            .AddHeader("cache-control", "public, max-age=31536000, immutable")
            .AddHeader("vary", "accept-encoding");

        return takesGzip ? file.AddHeader("content-encoding", "gzip") : file;
    }

    /// <summary>The page may run and show what came with it, and ask where it came from and where tokens are given.</summary>
    private static IHttpResult Guarded(IHttpResult result, Uri? tokens) => result
        .AddHeader("x-content-type-options", "nosniff")
        .AddHeader("referrer-policy", "no-referrer")
        .AddHeader("cross-origin-opener-policy", "same-origin")
        .AddHeader("cross-origin-resource-policy", "same-origin")
        .AddHeader(
            "content-security-policy",
            $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'{(tokens is null ? "" : $" {tokens.GetLeftPart(UriPartial.Authority)}")}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'");

    // AWS: names of headers come in small letters (API Gateway developer guide, payload format 2.0).
    private static bool TakesGzip(APIGatewayHttpApiV2ProxyRequest request) =>
        request.Headers is { } headers && headers.TryGetValue("accept-encoding", out var encodings) && encodings.Contains("gzip", StringComparison.Ordinal);
}

/// <summary>The console's files, as the build embedded them: each compressed, with a hash of its content in its name, and the page that names them.</summary>
internal static class ConsoleFiles
{
    public const string Page = "/index.html";

    private const string Prefix = "console";

    /// <returns>The file, compressed; <c>null</c> where there is none.</returns>
    public static byte[]? Find(string path)
    {
        using var resource = typeof(ConsoleFiles).Assembly.GetManifestResourceStream(Prefix + path);
        if (resource is null)
        {
            return null;
        }

        using MemoryStream content = new();
        resource.CopyTo(content);
        return content.ToArray();
    }

    public static byte[] Plain(byte[] compressed)
    {
        using MemoryStream plain = new();
        using GZipStream gzip = new(new MemoryStream(compressed), CompressionMode.Decompress);
        gzip.CopyTo(plain);

        return plain.ToArray();
    }

    public static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"The console has a file with the extension '{other}', whose media type is not known."),
    };
}
