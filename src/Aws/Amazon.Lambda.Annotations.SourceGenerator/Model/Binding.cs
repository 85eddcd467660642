namespace Amazon.Lambda.Annotations.SourceGenerator.Model;

/// <summary>Where a parameter's argument comes from.</summary>
internal enum Binding
{
    /// <summary>The invocation's payload: the event, the raw request, or the input of a plain function.</summary>
    Input,
    Context,
    Services,
    Query,
    Header,
    Route,
    Body,
}
