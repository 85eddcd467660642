using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace BatchFunctions.Wire;

/// <summary>
/// Compares a JSON value with the shape of the type it is to become, and names every wrong field at once: a
/// deserializer stops at the first. The shapes are those that the JSON source generator knows, so no list of fields is kept.
/// </summary>
internal static class ShapeCheck
{
    /// <param name="value">What the caller sent.</param>
    /// <param name="shape">What it is to become.</param>
    /// <param name="pointer">Where the value stands.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="alsoAllowed">Members, of the shape or beyond it, that somebody else checks.</param>
    public static void Check(
        JsonElement value, JsonTypeInfo shape, string pointer, List<InputError> errors, params ReadOnlySpan<string> alsoAllowed)
    {
        if (value.ValueKind == JsonValueKind.Null || errors.Count >= InputError.Most)
        {
            // AWS: a null member counts as left out.
            return;
        }

        switch (shape.Kind)
        {
            case JsonTypeInfoKind.Object:
                CheckObject(value, shape, pointer, errors, alsoAllowed);
                break;
            case JsonTypeInfoKind.Enumerable when Is(value, JsonValueKind.Array, pointer, errors):
                var index = 0;
                foreach (var entry in value.EnumerateArray())
                {
                    CheckEntry(entry, shape, JsonPointer.Append(pointer, index++), errors);
                }

                break;
            case JsonTypeInfoKind.Dictionary when Is(value, JsonValueKind.Object, pointer, errors):
                foreach (var member in value.EnumerateObject())
                {
                    CheckEntry(member.Value, shape, JsonPointer.Append(pointer, member.Name), errors);
                }

                break;
            case JsonTypeInfoKind.None:
                CheckScalar(value, Nullable.GetUnderlyingType(shape.Type) ?? shape.Type, pointer, errors);
                break;
        }
    }

    /// <summary>AWS: no list and no map has a null in it; only a member can be left out by one.</summary>
    private static void CheckEntry(JsonElement entry, JsonTypeInfo shape, string pointer, List<InputError> errors)
    {
        if (entry.ValueKind == JsonValueKind.Null && errors.Count < InputError.Most)
        {
            errors.Add(new InputError(pointer, "must not be null."));
        }

        Check(entry, Shape(shape, shape.ElementType), pointer, errors);
    }

    private static void CheckObject(
        JsonElement value, JsonTypeInfo shape, string pointer, List<InputError> errors, ReadOnlySpan<string> alsoAllowed)
    {
        if (!Is(value, JsonValueKind.Object, pointer, errors))
        {
            return;
        }

        foreach (var member in value.EnumerateObject())
        {
            if (alsoAllowed.Contains(member.Name))
            {
                continue;
            }

            var known = shape.Properties.FirstOrDefault(property => property.Name == member.Name);
            if (known is not null)
            {
                Check(member.Value, Shape(shape, known.PropertyType), JsonPointer.Append(pointer, member.Name), errors);
            }
            else if (errors.Count < InputError.Most)
            {
                errors.Add(new InputError(JsonPointer.Append(pointer, member.Name), Unknown(member.Name, shape, alsoAllowed)));
            }
        }
    }

    private static string Unknown(string name, JsonTypeInfo shape, ReadOnlySpan<string> alsoAllowed)
    {
        List<string> known = [.. shape.Properties.Select(property => property.Name), .. alsoAllowed];
        var close = known.Find(one => one.Equals(name, StringComparison.OrdinalIgnoreCase));

        return close is not null ? $"'{name}' is not a field here; it is written '{close}'."
            : Inner(name, shape) is { } inner ? $"'{name}' is not a field here; it belongs to '{inner}'."
            : Closest.Of(name, known) is { } near ? $"'{name}' is not a field here. Did you mean '{near}'?"
            : $"'{name}' is not a field here; known are {string.Join(", ", known.Distinct())}.";
    }

    /// <summary>Where a field stands that was written too far out: <c>containerOverrides.command</c>.</summary>
    private static string? Inner(string name, JsonTypeInfo shape) => shape.Properties
        .Select(property => (property.Name, Shape: Shape(shape, property.PropertyType)))
        .Where(property => property.Shape.Kind == JsonTypeInfoKind.Object && property.Shape.Properties.Any(inner => inner.Name == name))
        .Select(property => $"{property.Name}.{name}")
        .FirstOrDefault();

    private static void CheckScalar(JsonElement value, Type type, string pointer, List<InputError> errors)
    {
        if (type == typeof(bool))
        {
            if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                errors.Add(new InputError(pointer, $"must be true or false, not {Describe(value)}.") { Quoted = Quoted(value) });
            }
        }
        else if (type == typeof(int) || type == typeof(long))
        {
            if (value.ValueKind != JsonValueKind.Number || !(type == typeof(int) ? value.TryGetInt32(out _) : value.TryGetInt64(out _)))
            {
                errors.Add(new InputError(pointer, $"must be a whole number, not {Describe(value)}.") { Quoted = Quoted(value) });
            }
        }
        else if (type == typeof(float) || type == typeof(double))
        {
            Is(value, JsonValueKind.Number, pointer, errors);
        }
        else
        {
            // Strings, and the constant classes of the SDK, which are strings on the wire.
            Is(value, JsonValueKind.String, pointer, errors);
        }
    }

    private static bool Is(JsonElement value, JsonValueKind kind, string pointer, List<InputError> errors)
    {
        if (value.ValueKind == kind)
        {
            return true;
        }

        var wanted = kind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.Number => "a number",
            _ => "a string",
        };
        errors.Add(new InputError(pointer, $"must be {wanted}, not {Describe(value)}.") { Quoted = Quoted(value) });
        return false;
    }

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => $"the number {value.GetRawText()}",
        _ => value.GetRawText(),
    };

    private static string? Quoted(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False ? value.GetRawText() : null;

    private static JsonTypeInfo Shape(JsonTypeInfo parent, Type? type) =>
        parent.Options.GetTypeInfo(type ?? throw new InvalidOperationException($"{parent.Type} has no element type."));
}
