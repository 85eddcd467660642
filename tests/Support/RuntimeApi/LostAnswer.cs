namespace Support.RuntimeApi;

/// <summary>How the answer to a SubmitJob that was carried out does not arrive.</summary>
public enum LostAnswer
{
    /// <summary>It arrives.</summary>
    None,

    /// <summary>The request is read to its end, and the connection closed.</summary>
    Closed,

    /// <summary>The request is read to its end, and the connection reset.</summary>
    Reset,

    /// <summary>Somebody in between puts a page of their own in its place.</summary>
    Html,

    /// <summary>200 without a body.</summary>
    Empty,

    /// <summary>200 and an object, but not the id of the job.</summary>
    NoId,

    /// <summary>Somebody in between asks for the same request at another place.</summary>
    Redirect,
}
