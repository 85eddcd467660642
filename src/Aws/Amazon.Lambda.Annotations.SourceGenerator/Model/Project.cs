namespace Amazon.Lambda.Annotations.SourceGenerator.Model;

/// <summary>Everything that generated code is made from.</summary>
/// <param name="Strays">Events at methods that are no functions.</param>
internal sealed record Project(
    EquatableArray<FunctionModel> Functions, EquatableArray<StartupModel> Startups, AssemblyModel Assembly, EquatableArray<Problem> Strays)
{
    public StartupModel? Startup => Startups.Count == 0 ? null : Startups[0];

    public string SerializerOf(FunctionModel function) => function.Serializer ?? Assembly.Serializer ?? "";
}
