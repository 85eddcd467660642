using System.Globalization;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.RuntimeApi;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The context of an invocation, from its headers and the function's variables.</summary>
// AWS: names of the variables: Lambda developer guide, "Defined runtime environment variables".
internal sealed class LambdaContext(Invocation invocation, RuntimeHost host, ILambdaLogger logger, ILambdaSerializer? serializer) : ILambdaContext
{
    public string AwsRequestId => invocation.RequestId;

    public IClientContext? ClientContext { get; } = RuntimeApi.ClientContext.Parse(invocation.ClientContext);

    public string? FunctionName => host.Variable("AWS_LAMBDA_FUNCTION_NAME");

    public string? FunctionVersion => host.Variable("AWS_LAMBDA_FUNCTION_VERSION");

    public ICognitoIdentity Identity { get; } = CognitoIdentity.Parse(invocation.CognitoIdentity);

    public string? InvokedFunctionArn => invocation.FunctionArn;

    public ILambdaLogger Logger => logger;

    public string? LogGroupName => host.Variable("AWS_LAMBDA_LOG_GROUP_NAME");

    public string? LogStreamName => host.Variable("AWS_LAMBDA_LOG_STREAM_NAME");

    public int MemoryLimitInMB =>
        int.TryParse(host.Variable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0;

    // AWS: RuntimeSupport 2.1.2 takes the deadline as it comes: negative once it is over or where there is none, and as long as it says.
    public TimeSpan RemainingTime => invocation.Deadline - host.Time.GetUtcNow();

    public string? TenantId => invocation.TenantId;

    public string TraceId => invocation.TraceId ?? string.Empty;

    public ILambdaSerializer? Serializer => serializer;
}
