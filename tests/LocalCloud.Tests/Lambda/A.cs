using LocalCloud.Template;

namespace LocalCloud.Tests.Lambda;

/// <summary>Values with defaults, so that a test shows only what matters to it.</summary>
internal static class A
{
    public static FunctionResource Function { get; } = new()
    {
        LogicalId = "Work",
        Name = "local-Work",
        Arn = "arn:aws:lambda:us-east-1:123456789012:function:local-Work",
        RoleArn = "arn:aws:iam::123456789012:role/local-WorkRole",
        Handler = "bootstrap",
        Timeout = TimeSpan.FromSeconds(3),
        MemoryMiB = 128,
        Environment = new Dictionary<string, string>(),
        Logging = new(IsJson: false, null, "/aws/lambda/local-Work"),
        Async = AsyncInvocationRules.Default,
    };
}
