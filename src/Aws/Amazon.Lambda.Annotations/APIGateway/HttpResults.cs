using System.Globalization;
using System.Net;

namespace Amazon.Lambda.Annotations.APIGateway;

/// <summary>
/// HTTP answers by status. A body that is text is sent as <c>text/plain</c>, one of bytes or a stream in base64 as
/// <c>application/octet-stream</c>, and any other as JSON, unless a <c>Content-Type</c> header says otherwise.
/// </summary>
public class HttpResults : IHttpResult
{
    private readonly object _body;
    private readonly Dictionary<string, List<string>> _headers = [];

    private HttpResults(HttpStatusCode statusCode, object body = null)
    {
        StatusCode = statusCode;
        _body = body;
    }

    public HttpStatusCode StatusCode { get; }

    public static IHttpResult Ok(object body = null) => new HttpResults(HttpStatusCode.OK, body);

    /// <summary>201, with <paramref name="uri"/> as the <c>Location</c> header.</summary>
    public static IHttpResult Created(string uri = null, object body = null) =>
        new HttpResults(HttpStatusCode.Created, body).WithLocation(uri);

    public static IHttpResult Accepted(object body = null) => new HttpResults(HttpStatusCode.Accepted, body);

    /// <summary>301, 302, 307 or 308: for ever or for now, with the method kept or not.</summary>
    public static IHttpResult Redirect(string uri, bool permanent = false, bool preserveMethod = false) =>
        new HttpResults((permanent, preserveMethod) switch
        {
            (true, true) => HttpStatusCode.PermanentRedirect,
            (true, false) => HttpStatusCode.MovedPermanently,
            (false, true) => HttpStatusCode.TemporaryRedirect,
            (false, false) => HttpStatusCode.Redirect,
        }).WithLocation(uri);

    public static IHttpResult BadRequest(object body = null) => new HttpResults(HttpStatusCode.BadRequest, body);

    public static IHttpResult Unauthorized() => new HttpResults(HttpStatusCode.Unauthorized);

    public static IHttpResult Forbid(object body = null) => new HttpResults(HttpStatusCode.Forbidden, body);

    public static IHttpResult NotFound(object body = null) => new HttpResults(HttpStatusCode.NotFound, body);

    public static IHttpResult Conflict(object body = null) => new HttpResults(HttpStatusCode.Conflict, body);

    public static IHttpResult InternalServerError(object body = null) => new HttpResults(HttpStatusCode.InternalServerError, body);

    public static IHttpResult BadGateway() => new HttpResults(HttpStatusCode.BadGateway);

    /// <summary>503, with <paramref name="delaySeconds"/> as the <c>Retry-After</c> header where it is positive.</summary>
    public static IHttpResult ServiceUnavailable(int? delaySeconds = null)
    {
        var result = new HttpResults(HttpStatusCode.ServiceUnavailable);
        return delaySeconds > 0
            ? result.AddHeader("Retry-After", delaySeconds.Value.ToString(CultureInfo.InvariantCulture))
            : result;
    }

    public static IHttpResult NewResult(HttpStatusCode statusCode, object body = null) => new HttpResults(statusCode, body);

    public IHttpResult AddHeader(string name, string value)
    {
        // AWS: API Gateway sends header names of HTTP APIs in lower case, whatever the function writes.
        var key = name.ToLowerInvariant();
        if (!_headers.TryGetValue(key, out var values))
        {
            _headers[key] = values = [];
        }

        values.Add(value);
        return this;
    }

    public Stream Serialize(HttpResultSerializationOptions options)
    {
        var body = HttpResultBody.From(_body, options.Serializer);
        if (!string.IsNullOrEmpty(body.Text) && !_headers.ContainsKey("content-type"))
        {
            AddHeader("content-type", body.ContentType);
        }

        return HttpResultWriter.Write(StatusCode, _headers, body, options);
    }

    private HttpResults WithLocation(string uri)
    {
        if (uri is not null)
        {
            AddHeader("location", uri);
        }

        return this;
    }
}
