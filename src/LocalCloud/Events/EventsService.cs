using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Events;

/// <summary>The EventBridge endpoint.</summary>
internal sealed class EventsService(AwsAccount account, EventBus bus) : IAwsService
{
    public string SigningName => "events";

    public Task HandleAsync(HttpContext context) => throw new NotImplementedException($"{account} {bus}");
}
