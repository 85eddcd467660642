using Microsoft.CodeAnalysis;

namespace Aws.Tests.Lambda.Generator;

/// <summary>Mistakes are reported by rule, where they are made, in words that say what would be right.</summary>
public sealed class MistakeTests
{
    [Theory]
    [InlineData(
        "AWSLambda0107", "limit",
        """[LambdaFunction, HttpApi(LambdaHttpMethod.Get, "/jobs")] public string List(int limit) => "";""",
        "Parameter 'limit' of 'List' cannot be bound: it is not in the route '/jobs'; add [FromQuery], [FromHeader], [FromBody] or [FromServices]")]
    [InlineData(
        "AWSLambda0107", "second",
        "[LambdaFunction] public string Plain(string first, string second) => first;",
        "Parameter 'second' of 'Plain' cannot be bound: the payload is taken by the parameter before it; add [FromServices] if it is a service")]
    [InlineData(
        "AWSLambda0107", "Plain",
        "[LambdaFunction] public string Plain([FromServices] System.Random random) => \"\";",
        "Parameter 'random' of 'Plain' cannot be bound: it is a service, and no class with [LambdaStartup] registers services")]
    [InlineData(
        "AWSLambda0109", "since",
        """[LambdaFunction, HttpApi(LambdaHttpMethod.Get, "/jobs")] public string List([FromQuery] System.Guid since) => "";""",
        "Parameter 'since' of 'List' has type 'System.Guid', which no text of a request can become; use text, a number, bool, char, DateTime or, in the query string and headers, an IEnumerable<T> or List<T> of them")]
    [InlineData(
        "AWSLambda0109", "ids",
        """[LambdaFunction, HttpApi(LambdaHttpMethod.Get, "/jobs/{ids}")] public string List(List<string> ids) => "";""",
        "Parameter 'ids' of 'List' has type 'System.Collections.Generic.List<string>', which no text of a request can become; use text, a number, bool, char, DateTime or, in the query string and headers, an IEnumerable<T> or List<T> of them")]
    [InlineData(
        "AWSLambda0110", "limit",
        """[LambdaFunction, HttpApi(LambdaHttpMethod.Get, "/jobs")] public string List([FromQuery(Name = "page size")] int limit) => "";""",
        "The name 'page size' of parameter 'limit' is not valid; it has only letters, digits and the characters . - _ $")]
    [InlineData(
        "AWSLambda0107", "HttpApi(LambdaHttpMethod.Get, \"/jobs/{jobId}\")",
        """[LambdaFunction, HttpApi(LambdaHttpMethod.Get, "/jobs/{jobId}")] public string Get() => "";""",
        "Parameter 'jobId' of 'Get' cannot be bound: the route '/jobs/{jobId}' has '{jobId}', which the method does not take; add a parameter 'jobId' or remove it from the route")]
    [InlineData(
        "AWSLambda0107", "HttpApi(LambdaHttpMethod.Any, \"/{proxy+}\")",
        """[LambdaFunction, HttpApi(LambdaHttpMethod.Any, "/{proxy+}")] public string Else(APIGatewayHttpApiV2ProxyRequest request) => "";""",
        "Parameter 'proxy+' of 'Else' cannot be bound: the route '/{proxy+}' is greedy, which no method can take; write '{proxy}' here and '{proxy+}' in the template")]
    [InlineData(
        "AWSLambda0110", "proxy",
        """[LambdaFunction, HttpApi(LambdaHttpMethod.Any, "/{proxy+}")] public string Else([FromRoute(Name = "proxy+")] string proxy) => "";""",
        "The name 'proxy+' of parameter 'proxy' is not valid; it has only letters, digits and the characters . - _ $")]
    [InlineData(
        "AWSLambda0129", "HttpApi(LambdaHttpMethod.Get, \"/jobs\")",
        """[HttpApi(LambdaHttpMethod.Get, "/jobs")] public string Forgotten() => "";""",
        "'Forgotten' has [HttpApi] and no [LambdaFunction]; add it")]
    [InlineData(
        "AWSLambda0129", "SQSEvent(\"@Q\")",
        """[SQSEvent("@Q")] public void Forgotten(SQSEvent messages) { }""",
        "'Forgotten' has [SQSEvent] and no [LambdaFunction]; add it")]
    [InlineData(
        "AWSLambda0203", "id",
        """[LambdaFunction, HttpApi(LambdaHttpMethod.Get, "/jobs")] public string Get([FromRoute] string id) => "";""",
        "Parameter 'id' of 'Get' takes '{id}', which the route '/jobs' does not have")]
    [InlineData(
        "AWSLambda0204", "HttpApi(LambdaHttpMethod.Get, \"jobs\")",
        """[LambdaFunction, HttpApi(LambdaHttpMethod.Get, "jobs")] public string Get() => "";""",
        "The route 'jobs' of 'Get' is not valid: it starts with /")]
    [InlineData(
        "AWSLambda0204", "HttpApi(LambdaHttpMethod.Get, \"/jobs/{id\")",
        """[LambdaFunction, HttpApi(LambdaHttpMethod.Get, "/jobs/{id")] public string Get() => "";""",
        "The route '/jobs/{id' of 'Get' is not valid: its braces do not pair up")]
    [InlineData(
        "AWSLambda0208", "HttpApi(LambdaHttpMethod.Get, \"/jobs\", Version = HttpApiVersion.V1)",
        """[LambdaFunction, HttpApi(LambdaHttpMethod.Get, "/jobs", Version = HttpApiVersion.V1)] public string Get() => "";""",
        "'Get' asks for payload format 1.0; only HttpApiVersion.V2 is supported")]
    [InlineData(
        "AWSLambda0102", "Both",
        """[LambdaFunction, SQSEvent("@Q"), S3Event("@B")] public void Both(SQSEvent messages) { }""",
        "'Both' has more than one event attribute; write one function an event")]
    [InlineData(
        "AWSLambda0105", "Plain",
        "[LambdaFunction] public IHttpResult Plain() => HttpResults.Ok();",
        "'Plain' returns IHttpResult, which only functions with [HttpApi] can; return a value or add the attribute")]
    [InlineData(
        "AWSLambda0106", "LambdaFunction(ResourceName = \"my-function\")",
        """[LambdaFunction(ResourceName = "my-function")] public string Plain() => "";""",
        "The resource name 'my-function' of 'Plain' is not valid; it has only letters and digits")]
    [InlineData(
        "AWSLambda0117", "Queue",
        """[LambdaFunction, SQSEvent("@Q")] public void Queue(SQSEvent messages, string more) { }""",
        "'Queue' has [SQSEvent] and takes (Amazon.Lambda.SQSEvents.SQSEvent, string); it takes a Amazon.Lambda.SQSEvents.SQSEvent and, if it wants, an ILambdaContext, in this order and nothing else")]
    [InlineData(
        "AWSLambda0117", "Drop",
        """[LambdaFunction, S3Event("@B")] public void Drop(ILambdaContext context, S3Event dropped) { }""",
        "'Drop' has [S3Event] and takes (Amazon.Lambda.Core.ILambdaContext, Amazon.Lambda.S3Events.S3Event); it takes a Amazon.Lambda.S3Events.S3Event and, if it wants, an ILambdaContext, in this order and nothing else")]
    [InlineData(
        "AWSLambda0117", "Sweep",
        """[LambdaFunction, ScheduleEvent("rate(1 day)")] public void Sweep() { }""",
        "'Sweep' has [ScheduleEvent] and takes (); it takes a Amazon.Lambda.CloudWatchEvents.ScheduledEvents.ScheduledEvent and, if it wants, an ILambdaContext, in this order and nothing else")]
    [InlineData(
        "AWSLambda0117", "Queue",
        """[LambdaFunction, SQSEvent("@Q")] public string Queue(SQSEvent messages) => "";""",
        "'Queue' has [SQSEvent] and returns 'string'; it returns void, Task, SQSBatchResponse or Task<SQSBatchResponse>")]
    [InlineData(
        "AWSLambda0115", "id",
        "[LambdaFunction] public string Plain([FromQuery] string id) => id;",
        "Parameter 'id' of 'Plain' takes part of an HTTP request, which only functions with [HttpApi] get")]
    [InlineData("AWSLambda0206", "Hidden", "[LambdaFunction] private string Hidden() => \"\";", "'Hidden' has [LambdaFunction] and is private or protected; make it public or internal")]
    [InlineData("AWSLambda0206", "Lost", "[LambdaFunction] public static string Lost() => \"\";", "'Lost' has [LambdaFunction] and is static; make it an instance method")]
    [InlineData("AWSLambda0206", "Any", "[LambdaFunction] public string Any<T>() => \"\";", "'Any' has [LambdaFunction] and is generic; Lambda could not say of what")]
    [InlineData(
        "AWSLambda0206", "Fire", "[LambdaFunction] public async void Fire() => await Task.Yield();",
        "'Fire' has [LambdaFunction] and is async void, so that nobody sees it end or fail; return a Task")]
    [InlineData("AWSLambda0206", "Soon", "[LambdaFunction] public ValueTask Soon() => default;", "'Soon' has [LambdaFunction] and returns a ValueTask; return a Task")]
    public void A_mistake_in_a_handler_is_reported_where_it_is(string rule, string at, string method, string message)
    {
        var run = GeneratorRun.Of($$"""namespace Jobs { public sealed class Handlers { {{method}} } }""");

        var mistake = Assert.Single(run.Mistakes);
        Assert.Equal((rule, message), (mistake.Id, mistake.GetMessage(null)));
        Assert.Equal(DiagnosticSeverity.Error, mistake.Severity);
        Assert.Equal(at, Text(mistake, method));
        Assert.Empty(run.Files);
    }

    [Fact]
    public void Handlers_of_one_name_are_reported_at_each_of_them()
    {
        var run = GeneratorRun.Of("""
            namespace Jobs
            {
                public sealed class First { [LambdaFunction] public string Get() => ""; }
                public sealed class Second { [LambdaFunction] public string Get() => ""; }
            }
            """);

        Assert.Equal(["AWSLambda0201", "AWSLambda0201"], run.Mistakes.Select(mistake => mistake.Id));
        Assert.Equal(2, run.Mistakes.Select(mistake => mistake.Location.SourceSpan).Distinct().Count());
        Assert.StartsWith("'Get' is the name of more than one function (First.Get, Second.Get);", run.Mistakes[0].GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_serializer_is_reported_at_each_handler() =>
        Assert.Equal(
            ["AWSLambda0108"],
            GeneratorRun.Of("namespace Jobs { public sealed class Handlers { [LambdaFunction] public string Get() => \"\"; } }", "").Mistakes.Select(mistake => mistake.Id));

    [Fact]
    public void A_serializer_at_the_method_is_enough()
    {
        var run = GeneratorRun.Of(
            "namespace Jobs { public sealed class Handlers { [LambdaFunction, LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<Json>))] public string Get() => \"\"; } }", "");

        Assert.Empty(run.Mistakes);
        Assert.Empty(run.CompilerErrors);
    }

    [Theory]
    [InlineData("internal abstract class Startup { public void ConfigureServices(IServiceCollection s) { } }", "cannot be created: it is abstract, static or generic")]
    [InlineData("internal class Startup(int x) { public void ConfigureServices(IServiceCollection s) => _ = x; }", "has no public constructor without parameters")]
    [InlineData("internal class Startup { }", "has no method 'void ConfigureServices(IServiceCollection services)'")]
    [InlineData("internal class Startup { public void ConfigureServices() { } }", "a 'ConfigureServices' with other parameters; it takes one IServiceCollection")]
    [InlineData("internal class Startup { private void ConfigureServices(IServiceCollection s) { } }", "a 'ConfigureServices' that is not public")]
    [InlineData("internal class Startup { public static void ConfigureServices(IServiceCollection s) { } }", "a 'ConfigureServices' that is static; make it an instance method")]
    [InlineData("internal class Startup { public int ConfigureServices(IServiceCollection s) => 0; }", "a 'ConfigureServices' that returns something; it returns void")]
    public void A_startup_class_that_cannot_work_is_reported(string startup, string fault)
    {
        var mistake = Assert.Single(GeneratorRun.Of($"namespace Jobs {{ [LambdaStartup] {startup} }}").Mistakes);

        Assert.Equal("AWSLambda0205", mistake.Id);
        Assert.Equal($"'Startup' has [LambdaStartup] and {fault}", mistake.GetMessage(null));
    }

    [Fact]
    public void A_second_startup_class_is_reported_at_both() =>
        Assert.Equal(
            ["AWSLambda0101", "AWSLambda0101"],
            GeneratorRun.Of("""
                namespace Jobs
                {
                    [LambdaStartup] internal class One { public void ConfigureServices(IServiceCollection s) { } }
                    [LambdaStartup] internal class Two { public void ConfigureServices(IServiceCollection s) { } }
                }
                """).Mistakes.Select(mistake => mistake.Id));

    [Fact]
    public void Services_without_a_startup_class_are_reported() =>
        Assert.Equal(
            ["'Get' has [LambdaFunction] and is in 'Handlers', whose constructor takes services that no class with [LambdaStartup] registers"],
            GeneratorRun.Of("namespace Jobs { public sealed class Handlers(System.Random r) { [LambdaFunction] public string Get() => r.ToString()!; } }")
                .Mistakes.Select(mistake => mistake.GetMessage(null)));

    [Fact]
    public void A_type_in_the_signature_of_a_plain_function_is_public_because_the_generated_class_is() =>
        Assert.Equal(
            [
                "'Get' has [LambdaFunction] and takes 'Jobs.Mine', which is not public; the class generated around it is",
                "'Get' has [LambdaFunction] and returns 'System.Threading.Tasks.Task<Jobs.Mine>', which is not public; the class generated around it is",
            ],
            GeneratorRun.Of("namespace Jobs { internal class Mine; internal class Handlers { [LambdaFunction] public Task<Mine> Get(Mine x) => Task.FromResult(x); } }")
                .Mistakes.Select(mistake => mistake.GetMessage(null)));

    [Theory]
    [InlineData(OutputKind.DynamicallyLinkedLibrary, "", "AWSLambda0111", "LambdaGlobalProperties asks for a generated Main, but the project is a library; set OutputType to Exe")]
    [InlineData(
        OutputKind.ConsoleApplication, "public static class Program { public static void Main() { } }", "AWSLambda0114",
        "LambdaGlobalProperties asks for a generated Main, but the project has one; remove it, or GenerateMain")]
    public void A_Main_that_cannot_be_generated_is_reported(OutputKind kind, string program, string rule, string message)
    {
        var run = GeneratorRun.Of(
            $$"""{{program}} namespace Jobs { public class Handlers { [LambdaFunction] public string Get() => ""; } }""",
            GeneratorRun.Serializer + "[assembly: LambdaGlobalProperties(GenerateMain = true)]\n",
            kind);

        Assert.Equal([(rule, message)], run.Mistakes.Select(mistake => (mistake.Id, mistake.GetMessage(null))));
    }

    [Fact]
    public void A_Main_for_no_function_at_all_is_reported() =>
        Assert.Equal(
            [("AWSLambda0113", "LambdaGlobalProperties asks for a generated Main, but no method has [LambdaFunction]; add one, or remove GenerateMain")],
            GeneratorRun.Of("namespace Jobs { public class Nothing; }", "[assembly: LambdaGlobalProperties(GenerateMain = true)]\n", OutputKind.ConsoleApplication)
                .Mistakes.Select(mistake => (mistake.Id, mistake.GetMessage(null))));

    [Fact]
    public void A_project_without_functions_gets_nothing_and_no_complaint()
    {
        var run = GeneratorRun.Of("namespace Jobs { public class Nothing; }", "");

        Assert.Empty(run.Mistakes);
        Assert.Empty(run.Files);
    }

    private static string Text(Diagnostic mistake, string method)
    {
        var line = mistake.Location.GetLineSpan().Span;
        var text = $$"""namespace Jobs { public sealed class Handlers { {{method}} } }""";
        return text[line.Start.Character..line.End.Character];
    }
}
