using System.Net;

namespace Amazon.Lambda.Annotations.APIGateway;

/// <summary>An HTTP answer that knows how to write itself in the payload format of the API; see <see cref="HttpResults"/>.</summary>
public interface IHttpResult
{
    HttpStatusCode StatusCode { get; }

    /// <summary>Writes the answer; called by generated code. The stream stands at its beginning.</summary>
    Stream Serialize(HttpResultSerializationOptions options);

    /// <summary>Adds a header; called again for the same name, it adds a further value. Returns the same answer.</summary>
    IHttpResult AddHeader(string name, string value);
}
