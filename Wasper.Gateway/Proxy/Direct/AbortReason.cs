namespace Wasper.Gateway.Proxy.Direct;

/// <summary>Why the gateway itself has ended a connection to the app in the middle of an exchange.</summary>
internal enum AbortReason
{
    None,

    /// <summary>The client no longer waits.</summary>
    ClientGone,

    /// <summary>The client's body broke off, or was no body.</summary>
    ClientBody,

    /// <summary>The client's body came too slowly.</summary>
    SlowClientBody,

    /// <summary>The client's body is larger than the limit.</summary>
    TooLarge,

    /// <summary>Nothing has passed in either direction for as long as that may last.</summary>
    Silence,

    /// <summary>The gateway stops, and the time for what is under way is up.</summary>
    Stop,
}
