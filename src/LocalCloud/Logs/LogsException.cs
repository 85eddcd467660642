namespace LocalCloud.Logs;

/// <summary>A call that CloudWatch Logs refuses, with its code and text.</summary>
internal sealed class LogsException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    public static LogsException NoSuchGroup() => new("ResourceNotFoundException", "The specified log group does not exist.");

    public static LogsException NoSuchStream() => new("ResourceNotFoundException", "The specified log stream does not exist.");

    public static LogsException GroupExists() => new("ResourceAlreadyExistsException", "The specified log group already exists");

    public static LogsException StreamExists() => new("ResourceAlreadyExistsException", "The specified log stream already exists");

    public static LogsException Invalid(string message) => new("InvalidParameterException", message);

    public static LogsException Constraint(string value, string field, string constraint) =>
        Invalid($"1 validation error detected: Value '{value}' at '{field}' failed to satisfy constraint: {constraint}");

    public static LogsException Unsupported(string operation, string field) =>
        Invalid($"LocalCloud does not support the field '{field}' of {operation}.");
}
