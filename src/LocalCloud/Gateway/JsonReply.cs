using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Gateway;

/// <summary>Writes the answer of a JSON protocol.</summary>
internal static class JsonReply
{
    public static async Task WriteAsync(HttpContext context, string contentType, Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        context.Response.ContentType = contentType;
        context.Response.ContentLength = buffer.Length;
        await context.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted);
    }
}
