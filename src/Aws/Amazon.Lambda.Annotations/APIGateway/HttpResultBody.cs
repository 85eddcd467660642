using System.Text;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.Annotations.APIGateway;

/// <summary>A body as a payload carries it.</summary>
internal sealed record HttpResultBody(string Text, string ContentType, bool IsBase64Encoded)
{
    public static HttpResultBody From(object body, ILambdaSerializer serializer) => body switch
    {
        null => new(null, null, false),
        string text => new(text, "text/plain", false),
        Stream stream => Binary(ReadAll(stream)),
        byte[] bytes => Binary(bytes),
        IList<byte> bytes => Binary([.. bytes]),
        _ => new(Json(body, serializer), "application/json", false),
    };

    private static HttpResultBody Binary(byte[] bytes) => new(Convert.ToBase64String(bytes), "application/octet-stream", true);

    private static byte[] ReadAll(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static string Json(object body, ILambdaSerializer serializer)
    {
        // The official one passes the body as object as well: a source-generated context must list typeof(object).
        using var json = new MemoryStream();
        serializer.Serialize(body, json);
        return Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length);
    }
}
