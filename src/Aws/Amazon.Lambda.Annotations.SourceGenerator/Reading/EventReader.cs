using System.Collections.Immutable;
using Amazon.Lambda.Annotations.SourceGenerator.Diagnostics;
using Amazon.Lambda.Annotations.SourceGenerator.Model;
using Microsoft.CodeAnalysis;

namespace Amazon.Lambda.Annotations.SourceGenerator.Reading;

/// <summary>Finds what invokes a method.</summary>
internal static class EventReader
{
    private static readonly (string Attribute, EventKind Kind)[] Known =
    [
        (Names.HttpApi, EventKind.HttpApi),
        (Names.SqsEventAttribute, EventKind.Sqs),
        (Names.S3EventAttribute, EventKind.S3),
        (Names.ScheduleEventAttribute, EventKind.Schedule),
    ];

    public static IEnumerable<string> Attributes => Known.Select(known => known.Attribute);

    public static ImmutableArray<Problem> Stray(IMethodSymbol method, AttributeData attribute) =>
        method.Attribute(Names.LambdaFunction) is null
            ? [Problem.Of(Rules.FunctionMissing, SourceSpan.Of(attribute), method.Name, (attribute.AttributeClass?.Name ?? "").Replace("Attribute", ""))]
            : [];

    public static EventKind Read(IMethodSymbol method, List<Problem> problems)
    {
        var kinds = Known.Where(known => method.Attribute(known.Attribute) is not null).Select(known => known.Kind).ToList();
        if (kinds.Count > 1)
        {
            problems.Add(Problem.Of(Rules.MultipleEvents, SourceSpan.Of(method), method.Name));
        }

        return kinds.FirstOrDefault();
    }
}
