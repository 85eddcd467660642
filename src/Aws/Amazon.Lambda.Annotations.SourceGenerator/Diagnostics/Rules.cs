using Microsoft.CodeAnalysis;

namespace Amazon.Lambda.Annotations.SourceGenerator.Diagnostics;

/// <summary>The mistakes the generator reports; ids up to AWSLambda0199 mean what they mean in the official package.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor MultipleStartups = Rule(
        "AWSLambda0101", "More than one LambdaStartup class",
        "'{0}' is one of several classes with [LambdaStartup]; an assembly has one");

    public static readonly DiagnosticDescriptor MultipleEvents = Rule(
        "AWSLambda0102", "More than one event on a function",
        "'{0}' has more than one event attribute; write one function an event");

    public static readonly DiagnosticDescriptor MissingPackage = Rule(
        "AWSLambda0104", "Package missing",
        "The project has Lambda functions that need the package {0}; add a reference to it");

    public static readonly DiagnosticDescriptor HttpResultWithoutApi = Rule(
        "AWSLambda0105", "IHttpResult without an API",
        "'{0}' returns IHttpResult, which only functions with [HttpApi] can; return a value or add the attribute");

    public static readonly DiagnosticDescriptor InvalidResourceName = Rule(
        "AWSLambda0106", "Resource name not valid",
        "The resource name '{0}' of '{1}' is not valid; it has only letters and digits");

    public static readonly DiagnosticDescriptor CannotBind = Rule(
        "AWSLambda0107", "Parameter cannot be bound",
        "Parameter '{0}' of '{1}' cannot be bound: {2}");

    public static readonly DiagnosticDescriptor MissingSerializer = Rule(
        "AWSLambda0108", "Serializer missing",
        "'{0}' has no serializer; add [assembly: LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<YourContext>))]");

    public static readonly DiagnosticDescriptor UnsupportedType = Rule(
        "AWSLambda0109", "Parameter type not supported",
        "Parameter '{0}' of '{1}' has type '{2}', which no text of a request can become; use text, a number, bool, char, DateTime or, in the query string and headers, an IEnumerable<T> or List<T> of them");

    public static readonly DiagnosticDescriptor InvalidName = Rule(
        "AWSLambda0110", "Name in the request not valid",
        "The name '{0}' of parameter '{1}' is not valid; it has only letters, digits and the characters . - _ $");

    public static readonly DiagnosticDescriptor InvalidSignature = Rule(
        "AWSLambda0117", "Signature does not fit the event",
        "'{0}' has [{1}] and {2}");

    public static readonly DiagnosticDescriptor HttpParameterWithoutApi = Rule(
        "AWSLambda0115", "Part of a request without an API",
        "Parameter '{0}' of '{1}' takes part of an HTTP request, which only functions with [HttpApi] get");

    public static readonly DiagnosticDescriptor HandlerNameNotUnique = Rule(
        "AWSLambda0201", "Handler name not unique",
        "'{0}' is the name of more than one function ({1}); ANNOTATIONS_HANDLER selects a function by it, so each has its own");

    public static readonly DiagnosticDescriptor NotInRoute = Rule(
        "AWSLambda0203", "Method parameter not in the route",
        "Parameter '{0}' of '{1}' takes '{{{2}}}', which the route '{3}' does not have");

    public static readonly DiagnosticDescriptor InvalidRoute = Rule(
        "AWSLambda0204", "Route not valid",
        "The route '{0}' of '{1}' is not valid: {2}");

    public static readonly DiagnosticDescriptor InvalidStartup = Rule(
        "AWSLambda0205", "Startup class not valid",
        "'{0}' has [LambdaStartup] and {1}");

    public static readonly DiagnosticDescriptor InvalidHandler = Rule(
        "AWSLambda0206", "Handler not valid",
        "'{0}' has [LambdaFunction] and {1}");

    public static readonly DiagnosticDescriptor NotExecutable = Rule(
        "AWSLambda0111", "Output is no program",
        "LambdaGlobalProperties asks for a generated Main, but the project is a library; set OutputType to Exe");

    public static readonly DiagnosticDescriptor NoFunctions = Rule(
        "AWSLambda0113", "Main without functions",
        "LambdaGlobalProperties asks for a generated Main, but no method has [LambdaFunction]; add one, or remove GenerateMain");

    public static readonly DiagnosticDescriptor MainExists = Rule(
        "AWSLambda0114", "Main exists",
        "LambdaGlobalProperties asks for a generated Main, but the project has one; remove it, or GenerateMain");

    public static readonly DiagnosticDescriptor FunctionMissing = Rule(
        "AWSLambda0129", "Event without a function",
        "'{0}' has [{1}] and no [LambdaFunction]; add it");

    public static readonly DiagnosticDescriptor UnsupportedVersion = Rule(
        "AWSLambda0208", "Payload format not supported",
        "'{0}' asks for payload format 1.0; only HttpApiVersion.V2 is supported");

    private static readonly Dictionary<string, DiagnosticDescriptor> All = new[]
    {
        MultipleStartups, MultipleEvents, MissingPackage, HttpResultWithoutApi, InvalidResourceName, CannotBind, MissingSerializer,
        UnsupportedType, InvalidName, InvalidSignature, HttpParameterWithoutApi, HandlerNameNotUnique, NotInRoute,
        InvalidRoute, InvalidStartup, InvalidHandler, NotExecutable, NoFunctions, MainExists, FunctionMissing, UnsupportedVersion,
    }.ToDictionary(rule => rule.Id);

    public static DiagnosticDescriptor ById(string id) => All[id];

    private static DiagnosticDescriptor Rule(string id, string title, string message) =>
        new(id, title, message, "AWSLambdaCSharpGenerator", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
