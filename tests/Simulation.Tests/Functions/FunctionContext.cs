using Amazon.Lambda.Core;
using Simulation.Tests.Kernel;

namespace Simulation.Tests.Functions;

/// <summary>An invocation as its handler sees it. Errors that are logged go into the trace.</summary>
internal sealed class FunctionContext(string process, World world) : ILambdaContext, ILambdaLogger
{
    public string AwsRequestId { get; } = world.Disorder.NewId().ToString();

    public string FunctionName => process;

    public string FunctionVersion => "1";

    public string InvokedFunctionArn => $"arn:aws:lambda:us-east-1:123456789012:function:{process}";

    public string LogGroupName => "";

    public string LogStreamName => "";

    public int MemoryLimitInMB => 256;

    /// <summary>None to tell: handlers would set a timer of the real clock by it. The host ends what takes too long.</summary>
    public TimeSpan RemainingTime => TimeSpan.Zero;

    public IClientContext ClientContext => throw new NotSupportedException();

    public ICognitoIdentity Identity => throw new NotSupportedException();

    public ILambdaLogger Logger => this;

    public void Log(string message)
    {
    }

    public void LogLine(string message)
    {
    }

    public void Log(string level, string message, params object[] args)
    {
    }

    public void Log(string level, Exception exception, string message, params object[] args) =>
        world.Trace.Add($"{process} {level}: {exception.GetType().Name}: {exception.Message}");
}
