namespace BatchFunctions.Submissions;

/// <summary>A text is not CSV from this line on.</summary>
internal sealed class CsvFormatException(int line, string message) : FormatException(message)
{
    public int Line => line;
}
