using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Aws.Tests.Lambda.Annotations;
using Microsoft.Extensions.DependencyInjection;

[assembly: LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<SampleJson>))]

namespace Aws.Tests.Lambda.Annotations;

[JsonSerializable(typeof(Sample))]
[JsonSerializable(typeof(object))]
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyResponse))]
internal sealed partial class SampleJson : JsonSerializerContext;

public sealed record Sample(string? Name, int Count);

/// <summary>One a scope: two in one invocation would differ.</summary>
internal sealed class ScopedThing : IAsyncDisposable
{
    public bool IsDisposed { get; private set; }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}

internal sealed class Seen
{
    public List<ScopedThing> Things { get; } = [];
}

[LambdaStartup]
[SuppressMessage("Performance", "CA1822", Justification = "The generator asks for instance methods.")]
internal sealed class SampleStartup
{
    public void ConfigureServices(IServiceCollection services)
    {
        services.AddSingleton<Seen>();
        services.AddScoped<ScopedThing>();
    }
}

/// <summary>Handlers for which the generator under test writes the classes that <see cref="RequestBindingTests"/> calls.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "The generator asks for instance methods.")]
internal sealed class SampleHandlers(Seen seen)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Get, "/texts/{route}")]
    public IHttpResult Texts(string route, [FromQuery] string query, [FromHeader(Name = "X-Header")] string header, [FromBody] string body) =>
        HttpResults.Ok($"{route}|{query ?? "-"}|{header ?? "-"}|{body ?? "-"}");

    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Get, "/values/{id}")]
    public async Task<IHttpResult> Values(
        long id, [FromQuery] int? limit, [FromQuery] bool follow, [FromQuery] IEnumerable<int> sizes, [FromHeader] DateTime since)
    {
        await Task.Yield();
        return HttpResults.Ok($"{id}|{limit?.ToString() ?? "none"}|{follow}|{string.Join('+', sizes ?? [])}|{since:yyyy-MM-dd}");
    }

    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Post, "/samples")]
    public Sample Create([FromBody] Sample sample) => sample with { Count = sample.Count + 1 };

    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Post, "/raw")]
    public APIGatewayHttpApiV2ProxyResponse Raw(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context, [FromServices] ScopedThing first, [FromServices] ScopedThing second)
    {
        seen.Things.Add(first);
        return new() { StatusCode = 207, Body = $"{request.RawPath}|{context.AwsRequestId}|{ReferenceEquals(first, second)}" };
    }

    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Delete, "/raw")]
    public string Things([FromServices] ScopedThing own) =>
        string.Join('|', seen.Things.Select(thing => $"{thing.IsDisposed}:{ReferenceEquals(thing, own)}"));

    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Put, "/nothing")]
    public Task NothingToSay() => Task.CompletedTask;

    [LambdaFunction]
    public int Plain(Sample sample) => sample.Count;
}
