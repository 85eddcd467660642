namespace BatchFunctions.Wire;

/// <summary>One thing wrong in what a caller sent: where it is, what it is, and what would be right.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901); empty for the whole.</param>
/// <param name="Message">A sentence for the caller.</param>
/// <param name="Place">Line and column, where the input has lines.</param>
internal sealed record InputError(string Pointer, string Message, Place? Place = null)
{
    /// <summary>Whoever looks for mistakes stops after so many: nobody mends more at a time, and a hostile input has millions.</summary>
    public const int Most = 1_000;

    public override string ToString() => this switch
    {
        { Place: { } place, Pointer: "" } => $"line {place.Line}, column {place.Column}: {Message}",
        { Place: { } place } => $"line {place.Line}, column {place.Column} ({Pointer}): {Message}",
        { Pointer: "" } => Message,
        _ => $"{Pointer}: {Message}",
    };
}
