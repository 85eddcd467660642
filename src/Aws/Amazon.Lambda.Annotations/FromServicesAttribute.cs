namespace Amazon.Lambda.Annotations;

/// <summary>The argument comes from the container that <see cref="LambdaStartupAttribute"/>'s class fills, a scope an invocation.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class FromServicesAttribute : Attribute;
