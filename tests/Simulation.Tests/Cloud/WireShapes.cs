using System.Buffers;
using System.Text.Json;
using Amazon.Runtime;
using AWSSDK.ServiceRuntime.Client;
using AWSSDK.ServiceRuntime.Json;
using AWSSDK.ServiceRuntime.Server;

namespace Simulation.Tests.Cloud;

/// <summary>Turns the client's requests into the engine's, and the engine's answers into the client's, by the JSON between the two.</summary>
internal static class WireShapes
{
    /// <summary>The operation from the engine's side.</summary>
    public static ServiceOperation Of<TRequest>() =>
        LocalBatch.Api.Internal.BatchModel.Operations.FindTarget(typeof(TRequest).Name[..^"Request".Length])
        ?? throw new InvalidOperationException($"The engine has no operation with a {typeof(TRequest).Name}.");

    public static AmazonWebServiceRequest Request<TRequest, TResponse>(ClientOperation<TRequest, TResponse> call, TRequest request)
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse, new()
    {
        var write = call.Write ?? throw new InvalidOperationException($"{typeof(TRequest).Name} has no body.");

        return Of<TRequest>().ReadRequest(Json(writer => write(writer, request)), new UriValues(), new Findings());
    }

    public static TResponse Answer<TRequest, TResponse>(ClientOperation<TRequest, TResponse> call, AmazonWebServiceResponse answer)
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse, new() =>
        ShapeReader.ReadAll(Json(writer => Of<TRequest>().WriteResponse(writer, answer)), call.Read) ?? new TResponse();

    private static ReadOnlySpan<byte> Json(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            write(writer);
        }

        return buffer.WrittenSpan;
    }
}
