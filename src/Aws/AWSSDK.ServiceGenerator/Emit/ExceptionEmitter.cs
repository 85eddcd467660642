using AWSSDK.ServiceGenerator.Model;

namespace AWSSDK.ServiceGenerator.Emit;

/// <summary>Writes the service's exception and one class for each error of its model.</summary>
internal sealed class ExceptionEmitter(ServiceModel model)
{
    private string ServiceException => $"Amazon{model.Name}Exception";

    public IEnumerable<SourceFile> Emit() =>
    [
        Emit(ServiceException, "AmazonServiceException", model.Namespace, ServiceException, $"An error that {model.ServiceId} answered, or the lack of an answer."),
        .. model.Shapes.Where(shape => shape.IsException).Select(shape =>
            Emit(shape.Name, ServiceException, $"{model.Namespace}.Model", $"Model.{shape.Name}", $"The error {shape.Name} of {model.ServiceId}.")),
    ];

    private static SourceFile Emit(string name, string parent, string space, string file, string summary)
    {
        var source = SourceWriter.File(["System", "System.Net", "Amazon.Runtime"], space);
        source.Summary(summary);
        source.Block($"public partial class {name} : {parent}", () => source.Apart(Constructors, constructor =>
            source.Block($"public {name}({constructor.Parameters}) : base({constructor.Arguments})", () => { })));

        return SourceFile.Of(file, source);
    }

    private static IReadOnlyList<(string Parameters, string Arguments)> Constructors { get; } =
    [
        ("", ""),
        ("string message", "message"),
        ("string message, Exception innerException", "message, innerException"),
        ("Exception innerException", "innerException"),
        (
            "string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode",
            "message, errorType, errorCode, requestId, statusCode"
        ),
        (
            "string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode",
            "message, innerException, errorType, errorCode, requestId, statusCode"
        ),
    ];
}
