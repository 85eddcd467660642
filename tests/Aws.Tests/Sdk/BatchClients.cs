using System.Reflection;
using Amazon.Batch;
using Amazon.Runtime;

namespace Aws.Tests.Sdk;

internal static class BatchClients
{
    public static AmazonBatchClient For(CannedServer server, Action<AmazonBatchConfig>? configure = null)
    {
        var config = new AmazonBatchConfig { ServiceURL = server.Url, AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0 };
        configure?.Invoke(config);

        return new("AKIDEXAMPLE", "SECRET", config);
    }

    /// <summary>Calls an operation by its name, for tests that go through all of them.</summary>
    public static async Task<AmazonWebServiceResponse> CallAsync(this IAmazonBatch client, string operation, AmazonWebServiceRequest request)
    {
        var method = typeof(IAmazonBatch).GetMethod($"{operation}Async", BindingFlags.Instance | BindingFlags.Public);
        Assert.NotNull(method);
        var call = Assert.IsAssignableFrom<Task>(method.Invoke(client, [request, TestContext.Current.CancellationToken]));
        await call;

        return Assert.IsAssignableFrom<AmazonWebServiceResponse>(call.GetType().GetProperty("Result")?.GetValue(call));
    }
}
