namespace LocalCloud.Template;

/// <summary>The stack cannot start; the message is one line for the user and says what to do.</summary>
internal sealed class StartException(string message, Exception? cause = null) : Exception(message, cause);
