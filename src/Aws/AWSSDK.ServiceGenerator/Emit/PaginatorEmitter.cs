using AWSSDK.ServiceGenerator.Model;

namespace AWSSDK.ServiceGenerator.Emit;

/// <summary>Writes the paginators: an interface and a class for each paged operation, and the factory of them all.</summary>
internal sealed class PaginatorEmitter(ServiceModel model, Types types)
{
    private string Client => $"IAmazon{model.Name}";

    public IEnumerable<SourceFile> Emit()
    {
        var paged = model.Operations.Where(operation => operation.Pages is not null).ToList();
        foreach (var operation in paged)
        {
            if (operation.Pages is { } pages)
            {
                yield return Paginator(operation, pages);
            }
        }

        if (paged.Count > 0)
        {
            yield return Factory(paged);
        }
    }

    private SourceFile Factory(IReadOnlyList<Operation> paged)
    {
        var source = SourceWriter.File([], $"{model.Namespace}.Model");
        source.Summary($"Makes the paginators of {model.ServiceId}.");
        source.Block($"public interface I{model.Name}PaginatorFactory", () => source.Apart(paged, operation =>
        {
            source.Summary($"The pages of {operation.Name}.");
            source.Line($"I{operation.Name}Paginator {operation.Name}({operation.Input} request);");
        }));
        source.Line();
        source.Summary($"Makes the paginators of {model.ServiceId}.");
        source.Block($"public class {model.Name}PaginatorFactory : I{model.Name}PaginatorFactory", () =>
        {
            source.Line($"private readonly {Client} _client;");
            source.Line();
            source.Line($"internal {model.Name}PaginatorFactory({Client} client) => _client = client;");
            foreach (var operation in paged)
            {
                source.Line();
                source.Summary($"The pages of {operation.Name}.");
                source.Line($"public I{operation.Name}Paginator {operation.Name}({operation.Input} request) => new {operation.Name}Paginator(_client, request);");
            }
        });

        return SourceFile.Of($"Model.{model.Name}PaginatorFactory", source);
    }

    private SourceFile Paginator(Operation operation, Pages pages)
    {
        var source = SourceWriter.File(
            ["System", "System.Collections.Generic", "System.Runtime.CompilerServices", "System.Threading", "Amazon.Runtime"], $"{model.Namespace}.Model");
        source.Summary($"The answers of {operation.Name}, page after page.");
        source.Block($"public interface I{operation.Name}Paginator", () =>
        {
            source.Summary("The pages, each as it was answered.");
            source.Line($"IPaginatedEnumerable<{operation.Output}> Responses {{ get; }}");
            foreach (var result in Results(operation, pages))
            {
                source.Line();
                source.Summary($"What the pages hold in <c>{result.Name}</c>, one after the other.");
                source.Line($"IPaginatedEnumerable<{ElementOf(result)}> {result.Property} {{ get; }}");
            }
        });
        source.Line();
        Implementation(source, operation, pages);

        return SourceFile.Of($"Model.{operation.Name}Paginator", source);
    }

    private void Implementation(SourceWriter source, Operation operation, Pages pages)
    {
        var answer = operation.Output;
        source.Block($"internal sealed partial class {operation.Name}Paginator : IPaginator<{answer}>, I{operation.Name}Paginator", () =>
        {
            source.Line($"private readonly {Client} _client;");
            source.Line($"private readonly {operation.Input} _request;");
            source.Line("private int _isPaginatorInUse;");
            source.Line();
            source.Block($"internal {operation.Name}Paginator({Client} client, {operation.Input} request)", () =>
            {
                source.Line("_client = client;");
                source.Line("_request = request;");
            });
            source.Line();
            source.Line($"public IPaginatedEnumerable<{answer}> Responses => new PaginatedResponse<{answer}>(this);");
            foreach (var result in Results(operation, pages))
            {
                source.Line();
                source.Line($"public IPaginatedEnumerable<{ElementOf(result)}> {result.Property} =>");
                source.Continue($"new PaginatedResultKeyResponse<{answer}, {ElementOf(result)}>(this, static page => page.{result.Property} ?? []);");
            }

            source.Line();
            Pages(source, operation, pages);
        });
    }

    private static void Pages(SourceWriter source, Operation operation, Pages pages)
    {
        var sent = Naming.Pascal(pages.InputToken);
        source.Block($"async IAsyncEnumerable<{operation.Output}> IPaginator<{operation.Output}>.PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken)", () =>
        {
            source.Block("if (Interlocked.Exchange(ref _isPaginatorInUse, 1) != 0)", () =>
                source.Line("throw new InvalidOperationException(\"Paginator has already been consumed and cannot be reused. Please create a new instance.\");"));
            source.Line();
            source.Line("PaginatorUtils.SetUserAgentAdditionOnRequest(_request);");
            source.Line($"var token = _request.{sent};");
            source.Block("do", () =>
            {
                source.Line($"_request.{sent} = token;");
                source.Line($"var page = await _client.{operation.Name}Async(_request, cancellationToken).ConfigureAwait(false);");
                source.Line($"token = page.{Naming.Pascal(pages.OutputToken)};");
                source.Line("cancellationToken.ThrowIfCancellationRequested();");
                source.Line("yield return page;");
            });
            source.Line(pages.EndsOnSameToken ? $"while (token != _request.{sent});" : "while (!string.IsNullOrEmpty(token));");
        });
    }

    private IEnumerable<Member> Results(Operation operation, Pages pages) =>
        types[operation.Output].Members.Where(member => pages.Results.Contains(member.Name));

    private string ElementOf(Member result) => types.Element(types[result.Shape].Element);
}
