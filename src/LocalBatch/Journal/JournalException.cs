namespace LocalBatch.Journal;

/// <summary>The journal cannot be used. The message says what was found, that the file was left as it is, and what to do.</summary>
public sealed class JournalException : Exception
{
    /// <summary>An exception without a message.</summary>
    public JournalException()
    {
    }

    /// <summary>An exception for the operator to read.</summary>
    public JournalException(string message)
        : base(message)
    {
    }

    /// <summary>An exception for the operator to read, with what SQLite said.</summary>
    public JournalException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
