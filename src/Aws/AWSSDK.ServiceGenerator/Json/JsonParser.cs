using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace AWSSDK.ServiceGenerator.Json;

/// <summary>
/// Reads JSON with positions. Of its own, because the compiler loads generators without their packages: a JSON library
/// would have to be shipped into every compiler that hosts this one.
/// </summary>
internal sealed class JsonParser
{
    private readonly string _text;
    private int _at;

    private JsonParser(string text) => _text = text;

    /// <exception cref="JsonSyntaxException">The text is not JSON.</exception>
    public static JsonNode Parse(string text)
    {
        var parser = new JsonParser(text);
        var value = parser.Value();
        parser.Space();

        return parser._at == text.Length ? value : throw parser.Unexpected("the end of the file");
    }

    private JsonNode Value()
    {
        Space();
        var start = _at;

        return Peek() switch
        {
            '{' => Object(start),
            '[' => List(start),
            '"' => new JsonNode.Text(start, String()),
            't' => Word(start, "true", true),
            'f' => Word(start, "false", false),
            'n' => Word(start, "null", null),
            _ => Number(start),
        };
    }

    private JsonNode.Object Object(int start)
    {
        var members = ImmutableArray.CreateBuilder<JsonNode.Member>();
        _at++;
        if (!Closes('}'))
        {
            do
            {
                Space();
                var position = _at;
                var name = String();
                Space();
                Expect(':');
                members.Add(new(position, name, Value()));
            }
            while (Continues('}'));
        }

        return new(start, members.ToImmutable());
    }

    private JsonNode.List List(int start)
    {
        var items = ImmutableArray.CreateBuilder<JsonNode>();
        _at++;
        if (!Closes(']'))
        {
            do
            {
                items.Add(Value());
            }
            while (Continues(']'));
        }

        return new(start, items.ToImmutable());
    }

    private JsonNode.Literal Word(int start, string word, bool? value)
    {
        foreach (var letter in word)
        {
            Expect(letter);
        }

        return new(start, value);
    }

    private JsonNode.Number Number(int start)
    {
        while ("+-.eE0123456789".IndexOf(Peek()) >= 0)
        {
            _at++;
        }

        return double.TryParse(_text.Substring(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? new(start, number)
            : throw Unexpected("a value");
    }

    private string String()
    {
        Expect('"');
        var text = new StringBuilder();
        while (Peek() is var next && next != '"')
        {
            if (next < ' ')
            {
                throw Unexpected("the end of the string");
            }

            _at++;
            text.Append(next == '\\' ? Escape() : next);
        }

        _at++;
        return text.ToString();
    }

    private char Escape()
    {
        var letter = Peek();
        _at++;
        switch (letter)
        {
            case '"' or '\\' or '/':
                return letter;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when _at + 4 <= _text.Length
                && ushort.TryParse(_text.Substring(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                _at += 4;
                return (char)code;
            default:
                _at--;
                throw Unexpected("an escape such as \\n or \\u00e9");
        }
    }

    private bool Closes(char end)
    {
        Space();
        if (Peek() != end)
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool Continues(char end)
    {
        if (Closes(end))
        {
            return false;
        }

        Expect(',');
        return true;
    }

    private void Expect(char wanted)
    {
        if (Peek() != wanted)
        {
            throw Unexpected($"'{wanted}'");
        }

        _at++;
    }

    private void Space()
    {
        while (Peek() is ' ' or '\t' or '\r' or '\n')
        {
            _at++;
        }
    }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private JsonSyntaxException Unexpected(string wanted) =>
        new(_at, _at < _text.Length ? $"expected {wanted}, found '{_text[_at]}'" : $"expected {wanted}, found the end of the file");
}
