using LocalCloud.Gateway;
using LocalCloud.Mishaps;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Batch;

/// <summary>The administrative call that tells what chaos has done so far. Signed like every call to AWS Batch.</summary>
internal sealed class ChaosDesk(Chaos? chaos)
{
    public const string Path = "/_localcloud/chaos";

    /// <exception cref="AwsException">No such call, or there is no chaos.</exception>
    public Task HandleAsync(HttpContext context)
    {
        if (context.Request.Method != "GET" || context.Request.Path != Path)
        {
            throw new AwsException("UnknownOperationException", $"There is GET {Path}.", 404);
        }

        var tally = chaos?.Tally ?? throw new AwsException("ResourceNotFoundException", "There is no chaos; --chaos makes some.", 404);
        return JsonReply.WriteAsync(context, "application/json", json =>
        {
            json.WriteNumber("seed", tally.Seed);
            json.WriteNumber("duplicated", tally.Duplicated);
            json.WriteNumber("delayed", tally.Delayed);
            json.WriteNumber("reordered", tally.Reordered);
            json.WriteNumber("dropped", tally.Dropped);
            json.WriteNumber("throttled", tally.Throttled);
            json.WriteNumber("closed", tally.Closed);
            json.WriteNumber("withheld", tally.Withheld);
        });
    }
}
