using System.Text.Json;
using LocalCloud.State;
using LocalCloud.Template;
using Spectre.Console;

namespace LocalCloud.Console;

/// <summary>
/// Loads a template and asks whoever sits at the terminal for what it takes from outside and nobody has given. An answer is
/// kept in the state folder, so that it is asked for once; but for one that is not to be seen.
/// </summary>
/// <param name="screen">Says what is kept.</param>
/// <param name="terminal">Where to ask; <c>null</c> where nobody sits there.</param>
/// <param name="stateFolder">Folder of everything that survives.</param>
internal sealed class TemplateQuestions(Screen screen, IAnsiConsole? terminal, string stateFolder)
{
    /// <summary>Name of the file in the state folder.</summary>
    public const string FileName = "answers.json";

    /// <exception cref="TemplateException">Something is wrong with the template, or a value is missing and there is nobody to ask.</exception>
    public StackModel Load(string text, TemplateSettings settings)
    {
        var answers = Answers.Read(Path.Combine(stateFolder, FileName));
        List<(MissingValue Value, string? Answer)> given = [];
        while (true)
        {
            try
            {
                var model = TemplateLoader.Load(text, settings);
                // Only what the template took: a wrong answer would be wrong at every start.
                Keep(answers, [.. given.Where(pair => !pair.Value.IsSecret)]);

                return model;
            }
            catch (TemplateException exception) when (exception.Errors.All(error => error.Missing is not null) && Answer(exception, answers, given) is { Count: > 0 } more)
            {
                given.AddRange(more);
                settings = settings with
                {
                    Parameters = With(settings.Parameters, more.Where(pair => !pair.Value.IsImport)),
                    Imports = With(settings.Imports, more.Where(pair => pair.Value.IsImport)),
                };
            }
            catch (TemplateException) when (given.Exists(pair => answers.Find(pair.Value) is not null))
            {
                screen.Error($"Answers of earlier starts were taken from {Path.Combine(stateFolder, FileName)}; without that file they are asked for again.");
                throw;
            }
        }
    }

    private List<(MissingValue Value, string? Answer)> Answer(TemplateException exception, Answers answers, List<(MissingValue Value, string? Answer)> given) =>
    [
        .. exception.Missing.Where(value => !given.Exists(pair => pair.Value == value))
            .Select(value => (Value: value, Answer: answers.Find(value) ?? Ask(value))).Where(pair => pair.Answer is not null),
    ];

    private string? Ask(MissingValue value)
    {
        if (terminal is null)
        {
            return null;
        }

        var what = value.IsImport ? $"What another stack exports as {value.Name}" : $"Parameter {value.Name}";
        var prompt = new TextPrompt<string>(Markup.Escape(value.Description.Length > 0 ? $"{what} ({value.Description}):" : $"{what}:")).AllowEmpty();

        return terminal.Prompt(value.IsSecret ? prompt.Secret() : prompt);
    }

    private void Keep(Answers answers, IReadOnlyList<(MissingValue Value, string? Answer)> given)
    {
        if (given.All(pair => answers.Find(pair.Value) is not null))
        {
            return;
        }

        var path = Path.Combine(stateFolder, FileName);
        try
        {
            Directory.CreateDirectory(stateFolder, FileRights.OwnerOnlyFolder);
            File.WriteAllBytes(path, answers.With(given).Write());
            screen.Line($"Kept for the next start in {path}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            screen.Error($"The answers cannot be kept in {path}: {exception.Message}");
        }
    }

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> values, IEnumerable<(MissingValue Value, string? Answer)> given)
    {
        Dictionary<string, string> all = new(values, StringComparer.Ordinal);
        foreach (var (value, answer) in given)
        {
            all[value.Name] = answer ?? "";
        }

        return all;
    }

    /// <summary>Answers of earlier starts.</summary>
    private sealed record Answers(IReadOnlyDictionary<string, string> Parameters, IReadOnlyDictionary<string, string> Imports)
    {
        public string? Find(MissingValue value) => (value.IsImport ? Imports : Parameters).GetValueOrDefault(value.Name);

        public Answers With(IReadOnlyList<(MissingValue Value, string? Answer)> given) => new(
            TemplateQuestions.With(Parameters, given.Where(pair => !pair.Value.IsImport)), TemplateQuestions.With(Imports, given.Where(pair => pair.Value.IsImport)));

        public static Answers Read(string path)
        {
            try
            {
                using var document = JsonDocument.Parse(NamedFile.ReadBytes(path, NamedFile.LargestSettings));

                return new(Map(document.RootElement, "parameters"), Map(document.RootElement, "imports"));
            }
            catch (Exception none) when (none is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
            {
                // Nobody was asked yet, or the file was spoiled by hand: then one is asked again.
                return new(new Dictionary<string, string>(), new Dictionary<string, string>());
            }
        }

        public byte[] Write()
        {
            using MemoryStream buffer = new();
            using (Utf8JsonWriter json = new(buffer, new() { Indented = true }))
            {
                json.WriteStartObject();
                foreach (var (name, values) in ((string, IReadOnlyDictionary<string, string>)[])[("parameters", Parameters), ("imports", Imports)])
                {
                    json.WriteStartObject(name);
                    foreach (var (key, value) in values)
                    {
                        json.WriteString(key, value);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            return buffer.ToArray();
        }

        private static Dictionary<string, string> Map(JsonElement root, string name) =>
            root.TryGetProperty(name, out var map) && map.ValueKind == JsonValueKind.Object
                ? map.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.ToString(), StringComparer.Ordinal)
                : [];
    }
}
