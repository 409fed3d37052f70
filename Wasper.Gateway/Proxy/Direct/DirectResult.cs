namespace Wasper.Gateway.Proxy.Direct;

/// <summary>How an exchange with the app ended.</summary>
internal enum DirectKind
{
    /// <summary>The client has the app's answer.</summary>
    Answered,

    /// <summary>The app changes to the protocol that was asked for; the client does not know it yet.</summary>
    Switched,

    /// <summary>The client no longer waits.</summary>
    ClientGone,

    /// <summary>No connection to the app; nothing was sent.</summary>
    Unreachable,

    /// <summary>The request has no form in HTTP/1.1; nothing was sent.</summary>
    BadRequest,

    /// <summary>The client's body broke off, or was no body.</summary>
    BadBody,

    /// <summary>The client's body came too slowly.</summary>
    SlowBody,

    /// <summary>The client's body is larger than it may be.</summary>
    TooLarge,

    /// <summary>The nginx in the app's container answered in place of the app.</summary>
    InnerProxy,

    /// <summary>The app closed the connection before its answer, or before the end of it.</summary>
    Cut,

    /// <summary>What the app sent is no answer.</summary>
    BadAnswer,

    /// <summary>Nothing came for as long as that may last.</summary>
    Silence,

    /// <summary>The gateway stops, and the app has not answered before that.</summary>
    Stopped,
}

/// <summary>How an exchange with the app ended.</summary>
/// <param name="HasBegun">Whether something of an answer has gone out to the client, which cannot be taken back.</param>
internal readonly record struct DirectResult(DirectKind Kind, bool HasBegun = false);
