namespace Amazon.Lambda.Annotations;

/// <summary>
/// The class whose <c>void ConfigureServices(IServiceCollection)</c> registers what handlers take in their
/// constructors. One an assembly. It runs once, during the initialization of the function.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public class LambdaStartupAttribute : Attribute;
