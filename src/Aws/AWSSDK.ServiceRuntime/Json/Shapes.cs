namespace AWSSDK.ServiceRuntime.Json;

/// <summary>Readers of the simple kinds, for lists and maps of them.</summary>
internal static class Shapes
{
    // An element that is null never gets here, one of the wrong kind has been noted: the default stands in for it.
    public static string Text(ref ShapeReader reader) => reader.Text() ?? "";

    public static bool Boolean(ref ShapeReader reader) => reader.Boolean().GetValueOrDefault();

    public static int Integer(ref ShapeReader reader) => reader.Integer().GetValueOrDefault();

    public static long Long(ref ShapeReader reader) => reader.Long().GetValueOrDefault();

    public static double Double(ref ShapeReader reader) => reader.Double().GetValueOrDefault();

    public static float Float(ref ShapeReader reader) => reader.Float().GetValueOrDefault();
}
