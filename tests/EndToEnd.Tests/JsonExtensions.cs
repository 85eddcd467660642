using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary>Short ways to a member of an answer.</summary>
internal static class JsonExtensions
{
    extension(JsonElement element)
    {
        /// <summary>A text that must be there.</summary>
        public string Text(string name) =>
            element.Find(name) ?? throw new KeyNotFoundException($"There is no text '{name}' in {element}");

        /// <summary>A text, or <c>null</c> where there is none.</summary>
        public string? Find(string name) =>
            element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
