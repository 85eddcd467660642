using LocalCloud.Deliveries;
using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Batch;

/// <summary>
/// The administrative call that tells why an event never arrived, so that whoever waits for what it should have caused waits no
/// longer. Signed like every call to AWS Batch.
/// </summary>
internal sealed class FailuresDesk(FailedDeliveries failures)
{
    public const string Path = "/_localcloud/failures";

    /// <exception cref="AwsException">No such call.</exception>
    public Task HandleAsync(HttpContext context)
    {
        if (context.Request.Method != "GET" || context.Request.Path.Value?[Path.Length..].Split('/') is not ["", { Length: > 0 } text])
        {
            throw new AwsException("UnknownOperationException", $"There is GET {Path}/<part of the event, such as the name of a dropped file>.", 404);
        }

        return JsonReply.WriteAsync(context, "application/json", json =>
        {
            if (failures.Find(Uri.UnescapeDataString(text)) is { } reason)
            {
                json.WriteString("reason", reason);
            }
        });
    }
}
