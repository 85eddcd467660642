namespace Amazon.Lambda.Annotations;

/// <summary>An attribute that may name what it binds differently from the parameter.</summary>
public interface INamedAttribute
{
    string Name { get; set; }
}
