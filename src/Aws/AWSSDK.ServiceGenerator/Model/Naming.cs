using System.Text;

namespace AWSSDK.ServiceGenerator.Model;

/// <summary>How the official packages turn names of the model into names of .NET.</summary>
internal static class Naming
{
    public static string Pascal(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name.Substring(1);

    public static string Camel(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name.Substring(1);

    /// <summary>The constant for an enum's value: <c>json-file</c> is <c>JsonFile</c>, <c>N_TO_N</c> stays.</summary>
    public static string Constant(string value)
    {
        var name = new StringBuilder();
        var startsWord = true;
        foreach (var letter in value)
        {
            if (!char.IsLetterOrDigit(letter) && letter != '_')
            {
                startsWord = true;
                continue;
            }

            name.Append(startsWord ? char.ToUpperInvariant(letter) : letter);
            startsWord = false;
        }

        return name.Length > 0 && char.IsDigit(name[0]) ? "_" + name : name.ToString();
    }
}
