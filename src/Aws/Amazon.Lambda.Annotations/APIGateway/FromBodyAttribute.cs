namespace Amazon.Lambda.Annotations.APIGateway;

/// <summary>The argument is the request's body: a <see cref="string"/> as it is, any other type from its JSON.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class FromBodyAttribute : Attribute;
