using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>Body of the cancel and terminate routes.</summary>
internal sealed record StopRequest(string Reason)
{
    // AWS: reason is required and may have 1024 characters (API_CancelJob).
    private const int MostReason = 1024;

    private const int MostBytes = 8 * 1024;

    /// <exception cref="ProblemException">Names every wrong field.</exception>
    public static StopRequest Read(APIGatewayHttpApiV2ProxyRequest request)
    {
        var body = request.Json(MostBytes);
        var errors = new List<InputError>();
        if (body.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new InputError("", "must be an object with 'reason'."));
        }
        else
        {
            errors.AddRange(body.EnumerateObject()
                .Where(member => member.Name != "reason")
                .Select(member => new InputError(JsonPointer.Append("", member.Name), $"'{member.Name}' is not a field here; known is reason.")));
            if (RequestRules.Text(body, "reason") is not { Length: > 0 and <= MostReason })
            {
                errors.Add(new InputError("/reason", $"'reason' must be a text of 1 to {MostReason} characters."));
            }
        }

        return errors.Count == 0
            ? new StopRequest(RequestRules.Text(body, "reason") ?? "")
            : throw new ProblemException(Problem.BadRequest("The reason is missing or wrong.", errors));
    }
}
