using System.Text.Json.Serialization;

namespace BatchFunctions.Wire;

/// <summary>
/// A converter for each constant class of the Batch SDK, so that none has to be made by reflection. The list is written
/// from the SDK itself when the functions are compiled.
/// </summary>
internal static partial class BatchConstants
{
    public static IReadOnlyList<JsonConverter> Converters { get; } = All();

    private static partial IReadOnlyList<JsonConverter> All();
}
