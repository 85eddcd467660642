namespace BatchFunctions.Tests.Doubles;

/// <summary>The process ended here.</summary>
internal sealed class Crash : Exception;
