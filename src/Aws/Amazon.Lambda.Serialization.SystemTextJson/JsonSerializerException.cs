namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>A payload does not fit the handler's type, or the handler's output cannot be written.</summary>
public class JsonSerializerException : Exception
{
    public JsonSerializerException(string message)
        : base(message)
    {
    }

    public JsonSerializerException(string message, Exception exception)
        : base(message, exception)
    {
    }
}
