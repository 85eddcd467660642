namespace AWSSDK.ServiceGenerator.Json;

/// <summary>A model file is not JSON.</summary>
internal sealed class JsonSyntaxException(int position, string message) : Exception(message)
{
    public int Position { get; } = position;
}
