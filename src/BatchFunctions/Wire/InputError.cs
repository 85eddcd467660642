namespace BatchFunctions.Wire;

/// <summary>One thing wrong in what a caller sent: where it is, what it is, and what would be right.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901); empty for the whole.</param>
/// <param name="Message">A sentence for the caller.</param>
/// <param name="Place">Line and column, where the input has lines.</param>
internal sealed record InputError(string Pointer, string Message, Place? Place = null)
{
    public override string ToString() => this switch
    {
        { Place: { } place, Pointer: "" } => $"line {place.Line}, column {place.Column}: {Message}",
        { Place: { } place } => $"line {place.Line}, column {place.Column} ({Pointer}): {Message}",
        { Pointer: "" } => Message,
        _ => $"{Pointer}: {Message}",
    };
}
