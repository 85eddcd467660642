namespace BatchFunctions.Wire;

/// <summary>A place in a text, both counted from 1.</summary>
internal readonly record struct Place(int Line, int Column);
