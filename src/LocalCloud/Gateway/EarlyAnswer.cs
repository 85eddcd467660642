using Microsoft.AspNetCore.Http;

namespace LocalCloud.Gateway;

/// <summary>
/// A client that asks first (<c>Expect: 100-continue</c>) and hears an answer instead of "continue" keeps its body, and what
/// it sends next on the connection would be taken for that body. So where nobody read the body, the connection ends.
/// </summary>
internal static class EarlyAnswer
{
    private static readonly object WasRead = new();

    /// <summary>Watches the answer to one request; called before anybody can give it.</summary>
    public static void Guard(HttpContext context)
    {
        if (!context.Request.Headers.Expect.ToString().Contains("100-continue", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        context.Response.OnStarting(() =>
        {
            if (!context.Items.ContainsKey(WasRead))
            {
                context.Response.Headers.Connection = "close";
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>The body was read to its end, so that the next request is what comes next.</summary>
    public static void BodyWasRead(HttpContext context) => context.Items[WasRead] = true;
}
