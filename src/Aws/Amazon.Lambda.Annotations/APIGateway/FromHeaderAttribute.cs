namespace Amazon.Lambda.Annotations.APIGateway;

/// <summary>The argument is a header of the request; its name's case does not matter. A value that does not fit is answered with 400.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class FromHeaderAttribute : Attribute, INamedAttribute
{
    /// <summary>Name in the request, where it differs from the parameter's.</summary>
    public string Name { get; set; }
}
