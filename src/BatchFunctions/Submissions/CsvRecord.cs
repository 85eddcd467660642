namespace BatchFunctions.Submissions;

/// <summary>A record of a CSV text.</summary>
/// <param name="Line">Where it begins, counted from 1; a quoted cell may go over several lines.</param>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Cells);
