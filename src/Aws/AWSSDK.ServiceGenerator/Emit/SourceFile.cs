namespace AWSSDK.ServiceGenerator.Emit;

/// <param name="Name">Unique within the service: <c>Model.JobDetail.g.cs</c>.</param>
/// <param name="Text">The C# text.</param>
internal sealed record SourceFile(string Name, string Text)
{
    public static SourceFile Of(string name, SourceWriter source) => new($"{name}.g.cs", source.ToString());
}
