using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Amazon.Lambda.Annotations.SourceGenerator.Model;

/// <summary>A place in the source, without the syntax tree that a <see cref="Location"/> would keep alive.</summary>
internal sealed record SourceSpan(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static SourceSpan? Of(Location? location) =>
        location?.SourceTree is { } tree
            ? new(tree.FilePath, location.SourceSpan, location.GetLineSpan().Span)
            : null;

    public static SourceSpan? Of(ISymbol symbol) => Of(symbol.Locations.FirstOrDefault());

    public static SourceSpan? Of(AttributeData attribute) =>
        attribute.ApplicationSyntaxReference is { } syntax ? Of(syntax.SyntaxTree.GetLocation(syntax.Span)) : null;

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
