namespace System.Runtime.CompilerServices;

/// <summary>Lets the compiler accept records and <c>init</c> on netstandard2.0, where the runtime lacks this type.</summary>
internal static class IsExternalInit;
