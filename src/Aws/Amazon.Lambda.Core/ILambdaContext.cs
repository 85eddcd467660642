namespace Amazon.Lambda.Core;

/// <summary>The invocation at hand and the function it runs in.</summary>
public interface ILambdaContext
{
    string AwsRequestId { get; }
    IClientContext ClientContext { get; }
    string FunctionName { get; }
    string FunctionVersion { get; }
    ICognitoIdentity Identity { get; }
    string InvokedFunctionArn { get; }
    ILambdaLogger Logger { get; }
    string LogGroupName { get; }
    string LogStreamName { get; }
    int MemoryLimitInMB { get; }

    /// <summary>Time left until the service ends the invocation; never negative.</summary>
    TimeSpan RemainingTime { get; }

    /// <summary>The tenant of a function with tenant isolation; <c>null</c> otherwise.</summary>
    string TenantId => null;

    /// <summary>The X-Ray trace header of this invocation; empty where there is none.</summary>
    string TraceId => string.Empty;

    /// <summary>The serializer the function was registered with; <c>null</c> where it works on streams.</summary>
    ILambdaSerializer Serializer => null;
}
